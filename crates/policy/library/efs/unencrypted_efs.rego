# METADATA
# title: EFS file system is not encrypted
# description: >-
#   `encrypted` is not true.
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/efs-encrypted-check.html
# custom:
#   severity: high
#   resources:
#     aws_efs_file_system: [encrypted]
#   why: >-
#     Files and backups of such a file system can be read by whoever gets hold of the disks, and
#     encryption cannot be turned on later without copying all files.
#   fix: set `encrypted = true`, and `kms_key_id` where a key of your own is wanted
#   bad: |
#     resource "aws_efs_file_system" "files" {}
#   good: |
#     resource "aws_efs_file_system" "files" {
#       encrypted = true
#     }
#   themes: [encryption-at-rest]
package driftlock.efs.unencrypted_efs

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "encrypted"} if {
	some r in input.types.aws_efs_file_system
	not r.values.encrypted == true
	not resource.open(r, "encrypted")
	message := said.of(r.values, "encrypted")
}
