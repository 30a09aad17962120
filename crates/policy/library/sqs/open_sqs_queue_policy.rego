# METADATA
# title: SQS queue policy allows everyone
# description: >-
#   A statement of a queue policy allows something to the principal `*`, without a condition that ties it
#   to an account, an organisation, a source such as a topic or bucket, or a network.
# related_resources:
#   - https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
# custom:
#   severity: critical
#   resources:
#     aws_sqs_queue: [policy]
#     aws_sqs_queue_policy: [policy]
#   why: >-
#     Anybody who knows the name of the queue can send messages that are then worked on, or read and
#     delete those of others.
#   fix: name accounts, roles or services as `Principal`, or add a condition on `aws:SourceArn`
#   bad: |
#     { "Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage",
#       "Resource": "*", "Condition": {
#         "ArnEquals": { "aws:SourceArn": "arn:aws:sns:eu-west-1:123456789012:orders" } } }
#   themes: [least-privilege, public-access]
package driftlock.sqs.open_sqs_queue_policy

import data.driftlock.lib.grants

types := ["aws_sqs_queue", "aws_sqs_queue_policy"]

fail contains {"resource": holder.address, "message": message, "attribute": "policy"} if {
	some type in types
	some holder in input.types[type]
	some found in grants.open(holder.values.policy)
	message := sprintf("the allowing statement %s applies to everyone", [found.name])
}

unknown contains {"resource": holder.address, "message": "`policy` is no readable policy document"} if {
	some type in types
	some holder in input.types[type]
	grants.illegible(holder.values.policy)
}
