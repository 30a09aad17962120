# METADATA
# title: No alarm for unauthorized API calls
# description: >-
#   A trail sends its events to CloudWatch Logs, and no `aws_cloudwatch_log_metric_filter` whose pattern
#   mentions `AccessDenied`, `UnauthorizedOperation` has its metric watched by an
#   `aws_cloudwatch_metric_alarm` with `alarm_actions`. One filter has to mention all of them; its log
#   group is not compared with that of the trail. Trails that send nothing to CloudWatch Logs are left
#   out.
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
# custom:
#   severity: low
#   resources:
#     aws_cloudtrail: [cloud_watch_logs_group_arn]
#   looks_for: [aws_cloudwatch_log_metric_filter, aws_cloudwatch_metric_alarm]
#   why: >-
#     Whoever tries out stolen credentials is refused again and again before something works.
#   fix: add an `aws_cloudwatch_log_metric_filter` for these events, and an alarm with `alarm_actions`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name                       = "main"
#       s3_bucket_name             = aws_s3_bucket.trail.id
#       cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
#     }
#   good: |
#     resource "aws_cloudwatch_log_metric_filter" "unauthorized_calls" {
#       name           = "unauthorized-calls"
#       log_group_name = aws_cloudwatch_log_group.trail.name
#       pattern        = "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }"
#       metric_transformation {
#         name      = "unauthorized-calls"
#         namespace = "Trail"
#         value     = "1"
#       }
#     }
#     resource "aws_cloudwatch_metric_alarm" "unauthorized_calls" {
#       metric_name   = aws_cloudwatch_log_metric_filter.unauthorized_calls.metric_transformation[0].name
#       alarm_actions = [aws_sns_topic.security.arn]
#     }
#   themes: [audit-logging, monitoring]
package driftlock.cloudwatch.no_alarm_for_unauthorized_calls

import data.driftlock.lib.alarms

what := "unauthorized API calls"

words := {"AccessDenied", "UnauthorizedOperation"}

heard if alarms.heard(words)

gap := alarms.missing(what, words)

fail contains {"resource": trail.address, "message": gap} if {
	not heard
	not alarms.undecided
	some trail in alarms.trails
}

unknown contains {"resource": trail.address, "message": message} if {
	not heard
	alarms.undecided
	some trail in alarms.trails
	message := sprintf("whether an alarm tells of %s is known only after apply", [what])
}

pass contains trail.address if {
	heard
	some trail in input.types.aws_cloudtrail
}
