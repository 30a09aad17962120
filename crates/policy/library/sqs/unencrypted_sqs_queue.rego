# METADATA
# title: SQS queue has no declared encryption
# description: >-
#   Neither `sqs_managed_sse_enabled` is true nor `kms_master_key_id` is set. AWS encrypts most new
#   queues with keys of its own, but not those that are older or were made over plain HTTP; what is
#   asked for here is that encryption is declared.
# related_resources:
#   - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
# custom:
#   severity: medium
#   resources:
#     aws_sqs_queue: [kms_master_key_id, sqs_managed_sse_enabled]
#   why: >-
#     Messages often carry personal data or credentials from one service to the next, and a queue
#     keeps them for days.
#   fix: set `sqs_managed_sse_enabled = true`, or `kms_master_key_id` to a key of your own
#   bad: |
#     resource "aws_sqs_queue" "orders" {
#       name = "orders"
#     }
#   good: |
#     resource "aws_sqs_queue" "orders" {
#       name                    = "orders"
#       sqs_managed_sse_enabled = true
#     }
#   themes: [encryption-at-rest]
package driftlock.sqs.unencrypted_sqs_queue

import data.driftlock.lib.resource

fail contains {"resource": queue.address, "message": reason(queue), "attribute": "sqs_managed_sse_enabled"} if {
	some queue in input.types.aws_sqs_queue
	not encrypted(queue)
	not resource.open(queue, "kms_master_key_id")
	not resource.open(queue, "sqs_managed_sse_enabled")
}

pass contains queue.address if {
	some queue in input.types.aws_sqs_queue
	encrypted(queue)
}

encrypted(queue) if queue.values.sqs_managed_sse_enabled == true

encrypted(queue) if {
	is_string(queue.values.kms_master_key_id)
	queue.values.kms_master_key_id != ""
}

encrypted(queue) if resource.refers(queue, "kms_master_key_id")

reason(queue) := "encryption is turned off" if queue.values.sqs_managed_sse_enabled == false

reason(queue) := "no encryption is declared" if not is_boolean(queue.values.sqs_managed_sse_enabled)
