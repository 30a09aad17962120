# METADATA
# title: EFS file system is not backed up
# description: >-
#   No `aws_efs_backup_policy` with the status `ENABLED` belongs to the file system. Backup plans of
#   your own (`aws_backup_selection`) are not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/efs-in-backup-plan.html
# custom:
#   severity: low
#   resources:
#     aws_efs_file_system: []
#   why: >-
#     A file that was deleted or overwritten, by mistake or by ransomware, is gone: file systems
#     keep no versions.
#   fix: add an `aws_efs_backup_policy` for this file system with `status = "ENABLED"`
#   bad: |
#     resource "aws_efs_backup_policy" "files" {
#       file_system_id = aws_efs_file_system.files.id
#       backup_policy {
#         status = "DISABLED"
#       }
#     }
#   good: |
#     resource "aws_efs_backup_policy" "files" {
#       file_system_id = aws_efs_file_system.files.id
#       backup_policy {
#         status = "ENABLED"
#       }
#     }
#   themes: [backup]
package driftlock.efs.efs_without_backups

import data.driftlock.lib.resource

setting := "aws_efs_backup_policy"

fail contains {"resource": r.address, "message": "no backups are declared for it"} if {
	some r in input.types.aws_efs_file_system
	not saved(r)
	not undecided(r)
}

unknown contains {"resource": r.address, "message": "whether it is backed up is known only after apply"} if {
	some r in input.types.aws_efs_file_system
	not saved(r)
	undecided(r)
}

saved(r) if {
	some found in resource.related(r, setting)
	some policy in found.values.backup_policy
	policy.status == "ENABLED"
}

undecided(r) if count(resource.possible(r, setting)) > 0

undecided(r) if {
	some found in resource.related(r, setting)
	resource.undecided(found, ["backup_policy", "status"])
}
