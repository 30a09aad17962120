resource "aws_api_gateway_method" "signed" {
  rest_api_id   = "a1b2c3d4e5"
  resource_id   = "abc123"
  http_method   = "GET"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_method" "keyed" {
  rest_api_id      = "a1b2c3d4e5"
  resource_id      = "abc123"
  http_method      = "POST"
  authorization    = "NONE"
  api_key_required = true
}

# Browsers ask for permission without credentials.
resource "aws_api_gateway_method" "preflight" {
  rest_api_id   = "a1b2c3d4e5"
  resource_id   = "abc123"
  http_method   = "OPTIONS"
  authorization = "NONE"
}
