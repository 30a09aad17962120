# fails: aws_api_gateway_method.open
# unknown: aws_api_gateway_method.later

resource "aws_api_gateway_method" "open" {
  rest_api_id   = "a1b2c3d4e5"
  resource_id   = "abc123"
  http_method   = "GET"
  authorization = "NONE"
}

resource "terraform_data" "later" {
  input = "NONE"
}

resource "aws_api_gateway_method" "later" {
  rest_api_id   = "a1b2c3d4e5"
  resource_id   = "abc123"
  http_method   = "GET"
  authorization = terraform_data.later.output
}
