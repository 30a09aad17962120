resource "aws_api_gateway_domain_name" "new" {
  domain_name     = "new.example.com"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0abc1234"
  security_policy = "TLS_1_2"
}

resource "aws_acm_certificate" "shop" {
  domain_name       = "shop.example.com"
  validation_method = "DNS"
}

# The certificate is known only after apply, and does not matter.
resource "aws_apigatewayv2_domain_name" "new" {
  domain_name = "new.example.com"
  domain_name_configuration {
    certificate_arn = aws_acm_certificate.shop.arn
    endpoint_type   = "REGIONAL"
    security_policy = "TLS_1_2"
  }
}
