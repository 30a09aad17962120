# fails: aws_api_gateway_domain_name.unset
# fails: aws_api_gateway_domain_name.old
# unknown: aws_api_gateway_domain_name.later
# unknown: aws_apigatewayv2_domain_name.later

resource "aws_api_gateway_domain_name" "unset" {
  domain_name     = "unset.example.com"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0abc1234"
}

resource "aws_api_gateway_domain_name" "old" {
  domain_name     = "old.example.com"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0abc1234"
  security_policy = "TLS_1_0"
}

resource "terraform_data" "later" {
  input = "TLS_1_2"
}

resource "aws_api_gateway_domain_name" "later" {
  domain_name     = "later.example.com"
  certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/0abc1234"
  security_policy = terraform_data.later.output
}

resource "aws_apigatewayv2_domain_name" "later" {
  domain_name = "later.example.com"
  domain_name_configuration {
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/0abc1234"
    endpoint_type   = "REGIONAL"
    security_policy = terraform_data.later.output
  }
}
