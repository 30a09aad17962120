# METADATA
# title: GuardDuty is suspended
# description: >-
#   `enable` of a detector is false. Whether an account has a detector at all is not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html
# custom:
#   severity: high
#   resources:
#     aws_guardduty_detector: [enable]
#   why: >-
#     A suspended detector sees neither stolen credentials in use nor machines that talk to their attacker.
#   fix: remove `enable = false`
#   bad: |
#     resource "aws_guardduty_detector" "main" {
#       enable = false
#     }
#   good: |
#     resource "aws_guardduty_detector" "main" {
#       enable = true
#     }
#   themes: [monitoring]
package driftlock.guardduty.guardduty_off

fail contains {"resource": detector.address, "message": "`enable` is false", "attribute": "enable"} if {
	some detector in input.types.aws_guardduty_detector
	detector.values.enable == false
}
