# METADATA
# title: Redshift cluster is not encrypted
# description: >-
#   `encrypted` is not true.
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/redshift-cluster-configuration-check.html
# custom:
#   severity: high
#   resources:
#     aws_redshift_cluster: [encrypted]
#   why: >-
#     Snapshots and discarded disks of the warehouse can be read by whoever gets hold of them.
#   fix: set `encrypted = true`, and `kms_key_id` where a key of your own is wanted
#   bad: |
#     resource "aws_redshift_cluster" "facts" {
#       cluster_identifier = "facts"
#       node_type          = "ra3.xlplus"
#     }
#   good: |
#     resource "aws_redshift_cluster" "facts" {
#       cluster_identifier = "facts"
#       node_type          = "ra3.xlplus"
#       encrypted          = true
#     }
#   themes: [encryption-at-rest]
package driftlock.redshift.unencrypted_redshift_cluster

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "encrypted"} if {
	some r in input.types.aws_redshift_cluster
	not r.values.encrypted == true
	not resource.open(r, "encrypted")
	message := said.of(r.values, "encrypted")
}
