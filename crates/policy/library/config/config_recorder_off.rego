# METADATA
# title: AWS Config recorder is stopped
# description: >-
#   `is_enabled` of an `aws_config_configuration_recorder_status` is false. A recorder without any status
#   is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
# custom:
#   severity: medium
#   resources:
#     aws_config_configuration_recorder_status: [is_enabled]
#   why: >-
#     While it is stopped no change of any resource is recorded, and no Config rule is evaluated.
#   fix: set `is_enabled = true`
#   bad: |
#     resource "aws_config_configuration_recorder_status" "main" {
#       name       = aws_config_configuration_recorder.main.name
#       is_enabled = false
#     }
#   good: |
#     resource "aws_config_configuration_recorder_status" "main" {
#       name       = aws_config_configuration_recorder.main.name
#       is_enabled = true
#     }
#   themes: [audit-logging, monitoring]
package driftlock.config.config_recorder_off

fail contains {"resource": status.address, "message": "`is_enabled` is false", "attribute": "is_enabled"} if {
	some status in input.types.aws_config_configuration_recorder_status
	status.values.is_enabled == false
}
