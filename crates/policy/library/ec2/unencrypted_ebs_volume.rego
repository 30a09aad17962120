# METADATA
# title: EBS volume is not encrypted
# description: >-
#   `encrypted` is not true, and the plan does not turn on encryption by default for the region
#   (`aws_ebs_encryption_by_default`).
# related_resources:
#   - https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption.html
# custom:
#   severity: high
#   resources:
#     aws_ebs_volume: [encrypted]
#   why: >-
#     Snapshots and discarded disks of such a volume can be read by whoever gets hold of them, and
#     encryption cannot be added later without copying the volume.
#   fix: set `encrypted = true`, and `kms_key_id` where a key of your own is wanted
#   bad: |
#     resource "aws_ebs_volume" "data" {
#       availability_zone = "eu-west-1a"
#       size              = 100
#     }
#   good: |
#     resource "aws_ebs_volume" "data" {
#       availability_zone = "eu-west-1a"
#       size              = 100
#       encrypted         = true
#     }
#   themes: [encryption-at-rest]
package driftlock.ec2.unencrypted_ebs_volume

import data.driftlock.lib.resource

fail contains {"resource": volume.address, "message": message, "attribute": "encrypted"} if {
	some volume in input.types.aws_ebs_volume
	not resource.open(volume, "encrypted")
	not volume.values.encrypted == true
	not by_default(volume)
	message := reason(volume)
}

by_default(volume) if {
	not is_boolean(volume.values.encrypted)
	some default_encryption in input.types.aws_ebs_encryption_by_default
	default_encryption.values.enabled == true
}

reason(volume) := "`encrypted` is false" if volume.values.encrypted == false

reason(volume) := "`encrypted` is not set" if not is_boolean(volume.values.encrypted)
