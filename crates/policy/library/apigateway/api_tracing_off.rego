# METADATA
# title: API stage is not traced
# description: >-
#   `xray_tracing_enabled` of a stage of a REST API is not true. HTTP and WebSocket APIs cannot be traced.
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html
# custom:
#   severity: low
#   resources:
#     aws_api_gateway_stage: [xray_tracing_enabled]
#   why: >-
#     Without traces nobody can follow a request through several services, neither to find what is slow
#     nor to find what an attacker touched.
#   fix: set `xray_tracing_enabled = true`
#   bad: |
#     resource "aws_api_gateway_stage" "live" {
#       rest_api_id   = aws_api_gateway_rest_api.shop.id
#       deployment_id = aws_api_gateway_deployment.shop.id
#       stage_name    = "live"
#     }
#   good: |
#     resource "aws_api_gateway_stage" "live" {
#       rest_api_id          = aws_api_gateway_rest_api.shop.id
#       deployment_id        = aws_api_gateway_deployment.shop.id
#       stage_name           = "live"
#       xray_tracing_enabled = true
#     }
#   themes: [monitoring]
package driftlock.apigateway.api_tracing_off

import data.driftlock.lib.resource

fail contains {"resource": stage.address, "message": message, "attribute": "xray_tracing_enabled"} if {
	some stage in input.types.aws_api_gateway_stage
	not stage.values.xray_tracing_enabled == true
	not resource.open(stage, "xray_tracing_enabled")
	message := "`xray_tracing_enabled` is off"
}
