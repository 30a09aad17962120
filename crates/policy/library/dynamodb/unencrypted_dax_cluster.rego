# METADATA
# title: DAX cluster is not encrypted at rest
# description: >-
#   `server_side_encryption` with `enabled = true` is missing.
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/dax-encryption-enabled.html
# custom:
#   severity: medium
#   resources:
#     aws_dax_cluster: [server_side_encryption]
#   why: >-
#     What the cluster writes to its disks while it copies items between nodes can be read by
#     whoever gets hold of them, however well the table itself is encrypted.
#   fix: add `server_side_encryption` with `enabled = true`, which makes the cluster anew
#   bad: |
#     resource "aws_dax_cluster" "orders" {
#       cluster_name       = "orders"
#       iam_role_arn       = aws_iam_role.dax.arn
#       node_type          = "dax.t3.small"
#       replication_factor = 3
#     }
#   good: |
#     resource "aws_dax_cluster" "orders" {
#       cluster_name       = "orders"
#       iam_role_arn       = aws_iam_role.dax.arn
#       node_type          = "dax.t3.small"
#       replication_factor = 3
#       server_side_encryption {
#         enabled = true
#       }
#     }
#   themes: [encryption-at-rest]
package driftlock.dynamodb.unencrypted_dax_cluster

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "server_side_encryption"} if {
	some r in input.types.aws_dax_cluster
	not on(r)
	not resource.undecided(r, ["server_side_encryption", "enabled"])
	message := said.within(r, "server_side_encryption", "enabled")
}

pass contains r.address if {
	some r in input.types.aws_dax_cluster
	on(r)
}

on(r) if {
	some block in resource.blocks(r, "server_side_encryption")
	block.enabled == true
}
