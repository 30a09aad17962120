# METADATA
# title: Database can be deleted by mistake
# description: >-
#   `deletion_protection` of a database instance or cluster is not true. Replicas, which can be made
#   again, are left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/rds-instance-deletion-protection-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_db_instance: [deletion_protection, replicate_source_db]
#     aws_rds_cluster: [deletion_protection, replication_source_identifier]
#   why: >-
#     One wrong plan or one click deletes the database with its automated backups; with protection
#     on it takes two steps.
#   fix: set `deletion_protection = true`
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine              = "postgres"
#       instance_class      = "db.t4g.micro"
#       deletion_protection = true
#     }
#   themes: [deletion-protection]
package driftlock.rds.deletable_rds

import data.driftlock.lib.rds
import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "deletion_protection"} if {
	some type in ["aws_db_instance", "aws_rds_cluster"]
	some r in input.types[type]
	not r.values.deletion_protection == true
	not resource.open(r, "deletion_protection")
	not rds.replica(r)
	message := said.of(r.values, "deletion_protection")
}

pass contains r.address if {
	some type in ["aws_db_instance", "aws_rds_cluster"]
	some r in input.types[type]
	fine(r)
}

fine(r) if r.values.deletion_protection == true

fine(r) if resource.given(r, "replicate_source_db")

fine(r) if resource.given(r, "replication_source_identifier")
