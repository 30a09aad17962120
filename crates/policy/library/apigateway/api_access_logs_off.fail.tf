# fails: aws_api_gateway_stage.unset
# fails: aws_apigatewayv2_stage.unset

resource "aws_api_gateway_stage" "unset" {
  rest_api_id   = "a1b2c3d4e5"
  deployment_id = "abc123"
  stage_name    = "live"
}

resource "aws_apigatewayv2_stage" "unset" {
  api_id = "a1b2c3d4e5"
  name   = "live"
}
