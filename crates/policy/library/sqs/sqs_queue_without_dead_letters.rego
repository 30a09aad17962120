# METADATA
# title: SQS queue has no dead-letter queue
# description: >-
#   Neither `redrive_policy` nor an `aws_sqs_queue_redrive_policy` names a queue for messages that cannot
#   be worked on. Queues that are themselves dead-letter queues pass, as far as the configuration shows
#   it: by their `redrive_allow_policy`, or by what refers to them.
# related_resources:
#   - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
# custom:
#   severity: low
#   resources:
#     aws_sqs_queue: [redrive_policy]
#   why: >-
#     A message that always fails is tried again until it expires, and then it is gone without anybody
#     having seen it.
#   fix: set `redrive_policy` with the `deadLetterTargetArn` of another queue and a `maxReceiveCount`
#   bad: |
#     resource "aws_sqs_queue" "orders" {
#       name = "orders"
#     }
#   good: |
#     resource "aws_sqs_queue" "orders" {
#       name = "orders"
#       redrive_policy = jsonencode({
#         deadLetterTargetArn = aws_sqs_queue.orders_dead.arn
#         maxReceiveCount     = 5
#       })
#     }
#   themes: [resilience]
package driftlock.sqs.sqs_queue_without_dead_letters

import data.driftlock.lib.resource

setting := "aws_sqs_queue_redrive_policy"

attribute := "redrive_policy"

fail contains {"resource": queue.address, "message": "no dead-letter queue", "attribute": attribute} if {
	some queue in input.types.aws_sqs_queue
	not fine(queue)
	not resource.open(queue, attribute)
	count(resource.possible(queue, setting)) == 0
}

unknown contains {"resource": queue.address, "message": message} if {
	some queue in input.types.aws_sqs_queue
	not fine(queue)
	found := resource.possible(queue, setting)[0]
	message := sprintf("whether %s is for it is known only after apply", [found.address])
}

pass contains queue.address if {
	some queue in input.types.aws_sqs_queue
	fine(queue)
}

fine(queue) if resource.given(queue, attribute)

fine(queue) if resource.given(queue, "redrive_allow_policy")

fine(queue) if count(resource.related(queue, setting)) > 0

fine(queue) if queue.address in targets

fine(queue) if queue.values.arn in targets

# By which attribute each type names a dead-letter queue.
naming := {
	"aws_cloudwatch_event_target": "dead_letter_config",
	"aws_lambda_function": "dead_letter_config",
	"aws_sns_topic_subscription": "redrive_policy",
	"aws_sqs_queue": "redrive_policy",
	"aws_sqs_queue_redrive_policy": "redrive_policy",
}

# ARNs where they are known, else addresses.
targets contains address if {
	some type, name in naming
	some found in input.types[type]
	some address in found.refers[name]
}

targets contains arn if {
	some type, name in naming
	some found in input.types[type]
	policy := found.values[name]
	is_string(policy)
	json.is_valid(policy)
	arn := json.unmarshal(policy).deadLetterTargetArn
}

targets contains arn if {
	some type in ["aws_cloudwatch_event_target", "aws_lambda_function"]
	some found in input.types[type]
	some block in found.values.dead_letter_config
	some name in ["arn", "target_arn"]
	arn := block[name]
}
