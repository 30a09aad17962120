# METADATA
# title: DocumentDB cluster is not encrypted
# description: >-
#   `storage_encrypted` is not true. It cannot be changed after the cluster was made.
# related_resources:
#   - https://docs.aws.amazon.com/documentdb/latest/developerguide/encryption-at-rest.html
# custom:
#   severity: high
#   resources:
#     aws_docdb_cluster: [storage_encrypted]
#   why: >-
#     Whoever gets at the storage, a snapshot or a backup reads the whole database.
#   fix: set `storage_encrypted = true`
#   bad: |
#     resource "aws_docdb_cluster" "orders" {
#       cluster_identifier = "orders"
#     }
#   good: |
#     resource "aws_docdb_cluster" "orders" {
#       cluster_identifier = "orders"
#       storage_encrypted  = true
#     }
#   themes: [encryption-at-rest]
package driftlock.docdb.unencrypted_docdb_cluster

import data.driftlock.lib.resource

fail contains {"resource": cluster.address, "message": message, "attribute": "storage_encrypted"} if {
	some cluster in input.types.aws_docdb_cluster
	not cluster.values.storage_encrypted == true
	not resource.open(cluster, "storage_encrypted")
	message := "`storage_encrypted` is not true"
}
