# METADATA
# title: Log group is not encrypted with a key of your own
# description: >-
#   `kms_key_id` is not set. CloudWatch Logs encrypts every log group, without it with a key that AWS owns.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
# custom:
#   severity: low
#   resources:
#     aws_cloudwatch_log_group: [kms_key_id]
#   why: >-
#     Logs hold more than anybody meant to write into them; the policy of a key of your own says who may
#     read them, and records who did.
#   fix: set `kms_key_id` to the ARN of a key of your own
#   bad: |
#     resource "aws_cloudwatch_log_group" "orders" {
#       name = "orders"
#     }
#   good: |
#     resource "aws_cloudwatch_log_group" "orders" {
#       name       = "orders"
#       kms_key_id = aws_kms_key.logs.arn
#     }
#   themes: [customer-managed-keys, encryption-at-rest]
package driftlock.cloudwatch.unencrypted_log_group

import data.driftlock.lib.resource

fail contains {"resource": group.address, "message": "`kms_key_id` is not set", "attribute": "kms_key_id"} if {
	some group in input.types.aws_cloudwatch_log_group
	not resource.given(group, "kms_key_id")
	not resource.open(group, "kms_key_id")
}

pass contains group.address if {
	some group in input.types.aws_cloudwatch_log_group
	resource.given(group, "kms_key_id")
}
