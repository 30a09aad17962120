# METADATA
# title: EBS snapshots may be made public
# description: >-
#   An `aws_ebs_snapshot_block_public_access` has the state `unblocked`. Whether the region has one
#   at all is not checked.
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
# custom:
#   severity: medium
#   resources:
#     aws_ebs_snapshot_block_public_access: [state]
#   why: >-
#     A public snapshot gives the whole disk to everybody, and people look for new ones all the
#     time; the block makes the mistake impossible.
#   fix: set `state = "block-all-sharing"`
#   bad: |
#     resource "aws_ebs_snapshot_block_public_access" "this" {
#       state = "unblocked"
#     }
#   good: |
#     resource "aws_ebs_snapshot_block_public_access" "this" {
#       state = "block-all-sharing"
#     }
#   themes: [public-access]
package driftlock.ec2.public_ebs_snapshots_allowed

fail contains {"resource": r.address, "message": "`state` is `unblocked`", "attribute": "state"} if {
	some r in input.types.aws_ebs_snapshot_block_public_access
	r.values.state == "unblocked"
}
