# METADATA
# title: Lambda function is not traced
# description: >-
#   `tracing_config` with the mode `Active` is missing. With `PassThrough` only calls are traced that
#   were already being traced when they came.
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
# custom:
#   severity: low
#   resources:
#     aws_lambda_function: [tracing_config]
#   why: >-
#     Without traces nobody can follow a request through several services, neither to find what is slow
#     nor to find what an attacker touched.
#   fix: add `tracing_config` with `mode = "Active"`
#   bad: |
#     resource "aws_lambda_function" "orders" {
#       function_name = "orders"
#     }
#   good: |
#     resource "aws_lambda_function" "orders" {
#       function_name = "orders"
#       tracing_config {
#         mode = "Active"
#       }
#     }
#   themes: [monitoring]
package driftlock.lambda.lambda_tracing_off

import data.driftlock.lib.resource

fail contains {"resource": function.address, "message": reason(function), "attribute": "tracing_config"} if {
	some function in input.types.aws_lambda_function
	not function.values.tracing_config[0].mode == "Active"
	not resource.undecided(function, ["tracing_config", "mode"])
}

reason(function) := sprintf("the tracing mode is `%s`", [function.values.tracing_config[0].mode])

reason(function) := "`tracing_config` is not set" if not function.values.tracing_config[0].mode
