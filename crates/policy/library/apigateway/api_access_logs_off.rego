# METADATA
# title: API stage has no access log
# description: >-
#   `access_log_settings` is missing on a stage of a REST, HTTP or WebSocket API.
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
# custom:
#   severity: medium
#   resources:
#     aws_api_gateway_stage: [access_log_settings]
#     aws_apigatewayv2_stage: [access_log_settings]
#   why: >-
#     Without it nobody can tell who called the API, when, and from where.
#   fix: add `access_log_settings` with the ARN of a log group and a `format`
#   bad: |
#     resource "aws_apigatewayv2_stage" "live" {
#       api_id = aws_apigatewayv2_api.shop.id
#       name   = "live"
#     }
#   good: |
#     resource "aws_apigatewayv2_stage" "live" {
#       api_id = aws_apigatewayv2_api.shop.id
#       name   = "live"
#       access_log_settings {
#         destination_arn = aws_cloudwatch_log_group.shop.arn
#         format          = "$context.requestId $context.identity.sourceIp $context.routeKey $context.status"
#       }
#     }
#   themes: [audit-logging]
package driftlock.apigateway.api_access_logs_off

import data.driftlock.lib.resource

setting := "access_log_settings"

fail contains {"resource": stage.address, "message": message, "attribute": setting} if {
	some stage in stages
	count(resource.blocks(stage, setting)) == 0
	not resource.open(stage, setting)
	message := "`access_log_settings` is not set"
}

pass contains stage.address if {
	some stage in stages
	count(resource.blocks(stage, setting)) > 0
}

stages contains stage if some stage in input.types.aws_api_gateway_stage

stages contains stage if some stage in input.types.aws_apigatewayv2_stage
