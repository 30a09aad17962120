# METADATA
# title: No alarm for changes of VPCs
# description: >-
#   A trail sends its events to CloudWatch Logs, and no `aws_cloudwatch_log_metric_filter` whose pattern
#   names `AcceptVpcPeeringConnection`, `CreateVpc`, `CreateVpcPeeringConnection`, `DeleteVpc`,
#   `DeleteVpcPeeringConnection`, `ModifyVpcAttribute`, `RejectVpcPeeringConnection` has its metric
#   watched by an `aws_cloudwatch_metric_alarm` with `alarm_actions`. Events of ClassicLink, which AWS has
#   retired, need not be named. One filter has to name all of them; its log group is not compared with
#   that of the trail. Trails that send nothing to CloudWatch Logs are left out.
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html
# custom:
#   severity: low
#   resources:
#     aws_cloudtrail: [cloud_watch_logs_group_arn]
#   looks_for: [aws_cloudwatch_log_metric_filter, aws_cloudwatch_metric_alarm]
#   why: >-
#     A peering connection joins a network to one that somebody else controls.
#   fix: add an `aws_cloudwatch_log_metric_filter` for these events, and an alarm with `alarm_actions`
#   bad: |
#     resource "aws_cloudtrail" "main" {
#       name                       = "main"
#       s3_bucket_name             = aws_s3_bucket.trail.id
#       cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
#     }
#   good: |
#     resource "aws_cloudwatch_log_metric_filter" "vpc_changes" {
#       name           = "vpc-changes"
#       log_group_name = aws_cloudwatch_log_group.trail.name
#       pattern        = "{ ($.eventName = AcceptVpcPeeringConnection) || ... }"
#       metric_transformation {
#         name      = "vpc-changes"
#         namespace = "Trail"
#         value     = "1"
#       }
#     }
#     resource "aws_cloudwatch_metric_alarm" "vpc_changes" {
#       metric_name   = aws_cloudwatch_log_metric_filter.vpc_changes.metric_transformation[0].name
#       alarm_actions = [aws_sns_topic.security.arn]
#     }
#   themes: [audit-logging, monitoring]
package driftlock.cloudwatch.no_alarm_for_vpc_changes

import data.driftlock.lib.alarms

what := "changes of VPCs"

words := {
	"AcceptVpcPeeringConnection", "CreateVpc", "CreateVpcPeeringConnection", "DeleteVpc",
	"DeleteVpcPeeringConnection", "ModifyVpcAttribute", "RejectVpcPeeringConnection",
}

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
