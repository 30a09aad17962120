# METADATA
# title: Database backups are off or kept too briefly
# description: >-
#   `backup_retention_period` of a database instance or cluster is less than 7 days. Left out, it is
#   0 for an instance, which means no backups at all, and 1 for a cluster. Replicas are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/db-instance-backup-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_db_instance: [backup_retention_period, replicate_source_db]
#     aws_rds_cluster: [backup_retention_period, replication_source_identifier]
#   why: >-
#     What was deleted or spoilt can be restored only from within that time, and it often takes days
#     until somebody notices.
#   fix: set `backup_retention_period` to 7 or more
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine                  = "postgres"
#       instance_class          = "db.t4g.micro"
#       backup_retention_period = 7
#     }
#   themes: [backup]
package driftlock.rds.rds_backups_off

import data.driftlock.lib.rds
import data.driftlock.lib.resource

fail contains {"resource": r.address, "message": message, "attribute": "backup_retention_period"} if {
	some type, unset in {"aws_db_instance": 0, "aws_rds_cluster": 1}
	some r in input.types[type]
	not resource.open(r, "backup_retention_period")
	not rds.replica(r)
	message := offence(object.get(r.values, "backup_retention_period", unset))
}

pass contains r.address if {
	some type in ["aws_db_instance", "aws_rds_cluster"]
	some r in input.types[type]
	fine(r)
}

fine(r) if r.values.backup_retention_period >= 7

fine(r) if resource.given(r, "replicate_source_db")

fine(r) if resource.given(r, "replication_source_identifier")

offence(days) := "`backup_retention_period` is 0, so that there are no backups" if days == 0

offence(days) := sprintf("`backup_retention_period` is %d, fewer than 7 days", [days]) if {
	days > 0
	days < 7
}
