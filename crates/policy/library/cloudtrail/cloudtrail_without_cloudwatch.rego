# METADATA
# title: CloudTrail trail does not send to CloudWatch Logs
# description: >-
#   `cloud_watch_logs_group_arn` is not set.
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
# custom:
#   severity: low
#   resources:
#     aws_cloudtrail: [cloud_watch_logs_group_arn]
#   why: >-
#     Files in a bucket alarm nobody: metric filters and alarms need the events in a log group.
#   fix: set `cloud_watch_logs_group_arn` and `cloud_watch_logs_role_arn`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name           = "main"
#       s3_bucket_name = aws_s3_bucket.trail.id
#     }
#   good: |
#     resource "aws_cloudtrail" "main" {
#       name                       = "main"
#       s3_bucket_name             = aws_s3_bucket.trail.id
#       cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
#       cloud_watch_logs_role_arn  = aws_iam_role.trail.arn
#     }
#   themes: [audit-logging, monitoring]
package driftlock.cloudtrail.cloudtrail_without_cloudwatch

import data.driftlock.lib.resource

group := "cloud_watch_logs_group_arn"

fail contains {"resource": trail.address, "message": message, "attribute": group} if {
	some trail in input.types.aws_cloudtrail
	not resource.given(trail, group)
	not resource.open(trail, group)
	message := "`cloud_watch_logs_group_arn` is not set"
}

pass contains trail.address if {
	some trail in input.types.aws_cloudtrail
	resource.given(trail, group)
}
