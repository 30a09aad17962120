# METADATA
# title: Neptune cluster is not encrypted
# description: >-
#   `storage_encrypted` is not true. It cannot be changed after the cluster was made.
# related_resources:
#   - https://docs.aws.amazon.com/neptune/latest/userguide/encrypt.html
# custom:
#   severity: high
#   resources:
#     aws_neptune_cluster: [storage_encrypted]
#   why: >-
#     Whoever gets at the storage, a snapshot or a backup reads the whole database.
#   fix: set `storage_encrypted = true`
#   bad: |
#     resource "aws_neptune_cluster" "friends" {
#       cluster_identifier = "friends"
#     }
#   good: |
#     resource "aws_neptune_cluster" "friends" {
#       cluster_identifier = "friends"
#       storage_encrypted  = true
#     }
#   themes: [encryption-at-rest]
package driftlock.neptune.unencrypted_neptune_cluster

import data.driftlock.lib.resource

fail contains {"resource": cluster.address, "message": message, "attribute": "storage_encrypted"} if {
	some cluster in input.types.aws_neptune_cluster
	not cluster.values.storage_encrypted == true
	not resource.open(cluster, "storage_encrypted")
	message := "`storage_encrypted` is not true"
}
