# METADATA
# title: CloudTrail trail is stopped
# description: >-
#   `enable_logging` is false.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html
# custom:
#   severity: high
#   resources:
#     aws_cloudtrail: [enable_logging]
#   why: >-
#     The trail is there and records nothing: what happens in the meantime cannot be found out later.
#   fix: remove `enable_logging = false`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#       enable_logging = false
#     }
#   good: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#     }
#   themes: [audit-logging]
package driftlock.cloudtrail.cloudtrail_stopped

fail contains {"resource": trail.address, "message": message, "attribute": "enable_logging"} if {
	some trail in input.types.aws_cloudtrail
	trail.values.enable_logging == false
	message := "`enable_logging` is false"
}
