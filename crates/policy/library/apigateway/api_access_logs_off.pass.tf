resource "aws_cloudwatch_log_group" "shop" {
  name_prefix = "shop"
}

# The log group's ARN is known only after apply, but it is certain that there will be one.
resource "aws_api_gateway_stage" "logged" {
  rest_api_id   = "a1b2c3d4e5"
  deployment_id = "abc123"
  stage_name    = "live"
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.shop.arn
    format          = "$context.requestId"
  }
}

resource "aws_apigatewayv2_stage" "logged" {
  api_id = "a1b2c3d4e5"
  name   = "live"
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.shop.arn
    format          = "$context.requestId"
  }
}
