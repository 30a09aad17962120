# METADATA
# title: Database storage is not encrypted
# description: >-
#   `storage_encrypted` of a database instance or cluster is not true. Replicas take after their
#   source, and Aurora clusters with the `engine_mode` `serverless` are always encrypted; both are
#   left out.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/rds-storage-encrypted.html
# custom:
#   severity: high
#   resources:
#     aws_db_instance: [replicate_source_db, storage_encrypted]
#     aws_rds_cluster: [engine_mode, replication_source_identifier, storage_encrypted]
#   why: >-
#     Snapshots and backups of such a database can be read by whoever gets hold of them, and
#     encryption cannot be turned on later without restoring into a new database.
#   fix: set `storage_encrypted = true`, and `kms_key_id` where a key of your own is wanted
#   bad: |
#     resource "aws_db_instance" "orders" {
#       engine         = "postgres"
#       instance_class = "db.t4g.micro"
#     }
#   good: |
#     resource "aws_db_instance" "orders" {
#       engine            = "postgres"
#       instance_class    = "db.t4g.micro"
#       storage_encrypted = true
#     }
#   themes: [encryption-at-rest]
package driftlock.rds.unencrypted_rds_storage

import data.driftlock.lib.rds
import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "storage_encrypted"} if {
	some type in ["aws_db_instance", "aws_rds_cluster"]
	some r in input.types[type]
	not r.values.storage_encrypted == true
	not resource.open(r, "storage_encrypted")
	not rds.replica(r)
	not serverless(r)
	message := said.of(r.values, "storage_encrypted")
}

pass contains r.address if {
	some type in ["aws_db_instance", "aws_rds_cluster"]
	some r in input.types[type]
	fine(r)
}

fine(r) if r.values.storage_encrypted == true

fine(r) if resource.given(r, "replicate_source_db")

fine(r) if resource.given(r, "replication_source_identifier")

serverless(r) if r.values.engine_mode == "serverless"

serverless(r) if resource.open(r, "engine_mode")
