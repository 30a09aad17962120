resource "aws_api_gateway_stage" "traced" {
  rest_api_id          = "a1b2c3d4e5"
  deployment_id        = "abc123"
  stage_name           = "traced"
  xray_tracing_enabled = true
}
