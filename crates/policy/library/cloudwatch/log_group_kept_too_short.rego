# METADATA
# title: Log group is kept for less than a year
# description: >-
#   `retention_in_days` is set to less than 365. A log group without it, or with 0, is kept for ever.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
# custom:
#   severity: low
#   resources:
#     aws_cloudwatch_log_group: [retention_in_days]
#   why: >-
#     Intrusions are often found months after they began, and then the logs of their beginning are gone.
#   fix: set `retention_in_days` to 365 or more
#   bad: |
#     resource "aws_cloudwatch_log_group" "orders" {
#       name              = "orders"
#       retention_in_days = 14
#     }
#   good: |
#     resource "aws_cloudwatch_log_group" "orders" {
#       name              = "orders"
#       retention_in_days = 365
#     }
#   themes: [audit-logging, log-protection]
package driftlock.cloudwatch.log_group_kept_too_short

fail contains {"resource": group.address, "message": message, "attribute": "retention_in_days"} if {
	some group in input.types.aws_cloudwatch_log_group
	days := group.values.retention_in_days
	days > 0
	days < 365
	message := sprintf("`retention_in_days` is %d", [days])
}
