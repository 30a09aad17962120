# fails: aws_apigatewayv2_route.unset
# fails: aws_apigatewayv2_route.none
# fails: aws_apigatewayv2_route.default
# fails: aws_apigatewayv2_route.connect
# unknown: aws_apigatewayv2_route.elsewhere
# unknown: aws_apigatewayv2_route.later

resource "aws_apigatewayv2_api" "shop" {
  name          = "shop"
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_route" "unset" {
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "GET /orders"
}

resource "aws_apigatewayv2_route" "none" {
  api_id             = aws_apigatewayv2_api.shop.id
  route_key          = "ANY /{proxy+}"
  authorization_type = "NONE"
}

resource "aws_apigatewayv2_route" "default" {
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "$default"
}

resource "aws_apigatewayv2_route" "connect" {
  api_id    = "a1b2c3d4e5"
  route_key = "$connect"
}

resource "aws_apigatewayv2_route" "elsewhere" {
  api_id    = "a1b2c3d4e5"
  route_key = "$default"
}

resource "terraform_data" "later" {
  input = "JWT"
}

resource "aws_apigatewayv2_route" "later" {
  api_id             = aws_apigatewayv2_api.shop.id
  route_key          = "GET /later"
  authorization_type = terraform_data.later.output
}
