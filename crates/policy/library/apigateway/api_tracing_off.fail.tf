# fails: aws_api_gateway_stage.unset
# fails: aws_api_gateway_stage.off
# unknown: aws_api_gateway_stage.later

resource "aws_api_gateway_stage" "unset" {
  rest_api_id   = "a1b2c3d4e5"
  deployment_id = "abc123"
  stage_name    = "unset"
}

resource "aws_api_gateway_stage" "off" {
  rest_api_id          = "a1b2c3d4e5"
  deployment_id        = "abc123"
  stage_name           = "off"
  xray_tracing_enabled = false
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_api_gateway_stage" "later" {
  rest_api_id          = "a1b2c3d4e5"
  deployment_id        = "abc123"
  stage_name           = "later"
  xray_tracing_enabled = terraform_data.later.output
}
