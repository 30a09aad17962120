# METADATA
# title: Copy of a snapshot or image is not encrypted
# description: >-
#   `encrypted` of an `aws_ebs_snapshot_copy` or `aws_ami_copy` is not true, and the plan does not
#   turn on encryption by default for the region. The copy of an encrypted snapshot stays encrypted;
#   what is asked for here is that the copy says so.
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-copy-snapshot.html
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/CopyingAMIs.html
# custom:
#   severity: medium
#   resources:
#     aws_ami_copy: [encrypted]
#     aws_ebs_snapshot_copy: [encrypted]
#   why: >-
#     A copy in clear can be shared with other accounts or made public, and every disk made from it
#     is in clear as well; copying is the one moment at which encryption costs nothing.
#   fix: set `encrypted = true`, and `kms_key_id` where a key of your own is wanted
#   bad: |
#     resource "aws_ebs_snapshot_copy" "data" {
#       source_snapshot_id = "snap-0abc1234"
#       source_region      = "eu-central-1"
#     }
#   good: |
#     resource "aws_ebs_snapshot_copy" "data" {
#       source_snapshot_id = "snap-0abc1234"
#       source_region      = "eu-central-1"
#       encrypted          = true
#     }
#   themes: [encryption-at-rest]
package driftlock.ec2.unencrypted_snapshot_copy

import data.driftlock.lib.resource
import data.driftlock.lib.said

types := ["aws_ami_copy", "aws_ebs_snapshot_copy"]

fail contains {"resource": r.address, "message": message, "attribute": "encrypted"} if {
	some type in types
	some r in input.types[type]
	not r.values.encrypted == true
	not resource.open(r, "encrypted")
	not by_default(r)
	message := said.of(r.values, "encrypted")
}

by_default(r) if {
	not r.values.encrypted == false
	input.types.aws_ebs_encryption_by_default[_].values.enabled == true
}
