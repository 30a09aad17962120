# METADATA
# title: SNS topic is not encrypted
# description: >-
#   `kms_master_key_id` is not set. Without it SNS does not encrypt messages with a KMS key at rest. The
#   key `alias/aws/sns` is enough here, though only a key of your own lets other services publish.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/sns-encrypted-kms.html
# custom:
#   severity: medium
#   resources:
#     aws_sns_topic: [kms_master_key_id]
#   why: >-
#     Notifications often carry personal data or links that grant access, and SNS stores them until they
#     are delivered.
#   fix: set `kms_master_key_id` to the key that the topic is to be encrypted with
#   bad: |
#     resource "aws_sns_topic" "orders" {
#       name = "orders"
#     }
#   good: |
#     resource "aws_sns_topic" "orders" {
#       name              = "orders"
#       kms_master_key_id = aws_kms_key.topics.arn
#     }
#   themes: [encryption-at-rest]
package driftlock.sns.unencrypted_sns_topic

import data.driftlock.lib.resource

attribute := "kms_master_key_id"

fail contains {"resource": topic.address, "message": "no key is set", "attribute": attribute} if {
	some topic in input.types.aws_sns_topic
	not resource.given(topic, attribute)
	not resource.open(topic, attribute)
}

pass contains topic.address if {
	some topic in input.types.aws_sns_topic
	resource.given(topic, attribute)
}
