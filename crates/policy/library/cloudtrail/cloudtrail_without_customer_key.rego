# METADATA
# title: CloudTrail logs are not encrypted with a key of your own
# description: >-
#   `kms_key_id` is not set. The log files are then encrypted with keys that S3 manages.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudtrail: [kms_key_id]
#   why: >-
#     With a key of your own, reading the bucket is not enough to read the logs: its policy says who may
#     decrypt them, and every use of it is itself recorded.
#   fix: set `kms_key_id` to the ARN of a key of your own
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#     }
#   good: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#       kms_key_id     = aws_kms_key.trail.arn
#     }
#   themes: [customer-managed-keys, log-protection]
package driftlock.cloudtrail.cloudtrail_without_customer_key

import data.driftlock.lib.resource

fail contains {"resource": trail.address, "message": "`kms_key_id` is not set", "attribute": "kms_key_id"} if {
	some trail in input.types.aws_cloudtrail
	not resource.given(trail, "kms_key_id")
	not resource.open(trail, "kms_key_id")
}

pass contains trail.address if {
	some trail in input.types.aws_cloudtrail
	resource.given(trail, "kms_key_id")
}
