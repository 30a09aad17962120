# METADATA
# title: CloudTrail log files cannot be validated
# description: >-
#   `enable_log_file_validation` is not true.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   severity: medium
#   resources:
#     aws_cloudtrail: [enable_log_file_validation]
#   why: >-
#     Without signed digests nobody can prove that a log file was not altered or deleted after it was
#     written, which is what an intruder does first.
#   fix: set `enable_log_file_validation = true`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#     }
#   good: |
#     resource "aws_cloudtrail" "main" {
#       name                       = "main"
#       s3_bucket_name             = aws_s3_bucket.trail.id
#       enable_log_file_validation = true
#     }
#   themes: [log-protection]
package driftlock.cloudtrail.cloudtrail_validation_off

import data.driftlock.lib.resource

fail contains {"resource": trail.address, "message": message, "attribute": "enable_log_file_validation"} if {
	some trail in input.types.aws_cloudtrail
	not trail.values.enable_log_file_validation == true
	not resource.open(trail, "enable_log_file_validation")
	message := "`enable_log_file_validation` is false"
}
