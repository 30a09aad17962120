# METADATA
# title: CloudWatch alarm tells nobody
# description: >-
#   A metric alarm has no `alarm_actions`, or `actions_enabled` is false. Alarms that only feed a composite
#   alarm need none: waive it for them.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
# custom:
#   severity: low
#   resources:
#     aws_cloudwatch_metric_alarm: [actions_enabled, alarm_actions]
#   why: >-
#     An alarm that turns red in a console where nobody looks is no alarm.
#   fix: set `alarm_actions`, for example to the ARN of an SNS topic, and remove `actions_enabled = false`
#   bad: |
#     resource "aws_cloudwatch_metric_alarm" "errors" {
#       alarm_name  = "errors"
#       metric_name = "Errors"
#     }
#   good: |
#     resource "aws_cloudwatch_metric_alarm" "errors" {
#       alarm_name    = "errors"
#       metric_name   = "Errors"
#       alarm_actions = [aws_sns_topic.on_call.arn]
#     }
#   themes: [monitoring]
package driftlock.cloudwatch.alarm_without_action

import data.driftlock.lib.resource

fail contains {"resource": alarm.address, "message": message, "attribute": "alarm_actions"} if {
	some alarm in input.types.aws_cloudwatch_metric_alarm
	not has_action(alarm)
	not resource.open(alarm, "alarm_actions")
	message := "it has no `alarm_actions`"
}

fail contains {"resource": alarm.address, "message": message, "attribute": "actions_enabled"} if {
	some alarm in input.types.aws_cloudwatch_metric_alarm
	alarm.values.actions_enabled == false
	message := "`actions_enabled` is false"
}

pass contains alarm.address if {
	some alarm in input.types.aws_cloudwatch_metric_alarm
	has_action(alarm)
	alarm.values.actions_enabled == true
}

has_action(alarm) if count(alarm.values.alarm_actions) > 0

has_action(alarm) if resource.refers(alarm, "alarm_actions")
