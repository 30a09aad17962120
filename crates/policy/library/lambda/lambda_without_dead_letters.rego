# METADATA
# title: Lambda function loses events that it fails on
# description: >-
#   The function has neither a `dead_letter_config` nor an `aws_lambda_function_event_invoke_config` with
#   a destination for failures. Functions that are only called synchronously, or that read from a stream
#   or queue, have no need of one: waive it for them.
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
# custom:
#   severity: low
#   resources:
#     aws_lambda_function: [dead_letter_config]
#   looks_for: [aws_lambda_function_event_invoke_config]
#   why: >-
#     Lambda tries an asynchronous event three times and then throws it away, without a trace of what it
#     held.
#   fix: add a `dead_letter_config` with the ARN of a queue or topic as `target_arn`
#   bad: |
#     resource "aws_lambda_function" "orders" {
#       function_name = "orders"
#     }
#   good: |
#     resource "aws_lambda_function" "orders" {
#       function_name = "orders"
#       dead_letter_config {
#         target_arn = aws_sqs_queue.failed_orders.arn
#       }
#     }
#   themes: [resilience]
package driftlock.lambda.lambda_without_dead_letters

import data.driftlock.lib.resource

setting := "aws_lambda_function_event_invoke_config"

fail contains {"resource": function.address, "message": message, "attribute": "dead_letter_config"} if {
	some function in input.types.aws_lambda_function
	not kept(function)
	not resource.open(function, "dead_letter_config")
	not undecided(function)
	message := "failed events go nowhere: `dead_letter_config` is not set"
}

unknown contains {"resource": function.address, "message": message} if {
	some function in input.types.aws_lambda_function
	not kept(function)
	undecided(function)
	message := "where failed events go is known only after apply"
}

pass contains function.address if {
	some function in input.types.aws_lambda_function
	kept(function)
}

kept(function) if count(resource.blocks(function, "dead_letter_config")) > 0

kept(function) if {
	some found in resource.related(function, setting)
	count(found.values.destination_config[_].on_failure) > 0
}

undecided(function) if count(resource.possible(function, setting)) > 0

undecided(function) if resource.related(function, setting)[_].unknown.destination_config == true
