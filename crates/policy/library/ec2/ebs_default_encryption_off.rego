# METADATA
# title: EBS encryption by default is turned off
# description: >-
#   An `aws_ebs_encryption_by_default` has `enabled = false`. Whether the region has one at all is
#   not checked.
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/encryption-by-default.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/ec2-ebs-encryption-by-default.html
# custom:
#   severity: medium
#   resources:
#     aws_ebs_encryption_by_default: [enabled]
#   why: >-
#     With the default on, no volume of the region can be made in clear, whatever made it; with it
#     off, one forgotten argument is enough.
#   fix: set `enabled = true`
#   bad: |
#     resource "aws_ebs_encryption_by_default" "this" {
#       enabled = false
#     }
#   good: |
#     resource "aws_ebs_encryption_by_default" "this" {
#       enabled = true
#     }
#   themes: [encryption-at-rest]
package driftlock.ec2.ebs_default_encryption_off

fail contains {"resource": r.address, "message": "`enabled` is false", "attribute": "enabled"} if {
	some r in input.types.aws_ebs_encryption_by_default
	r.values.enabled == false
}
