# METADATA
# title: OpenSearch nodes talk to each other in clear
# description: >-
#   `node_to_node_encryption` with `enabled = true` is missing.
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ntn.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/opensearch-node-to-node-encryption-check.html
# custom:
#   severity: medium
#   resources:
#     aws_elasticsearch_domain: [node_to_node_encryption]
#     aws_opensearch_domain: [node_to_node_encryption]
#   why: >-
#     All that is indexed and all that is found passes between the nodes readable for everything in
#     their network.
#   fix: add `node_to_node_encryption` with `enabled = true`
#   bad: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#     }
#   good: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#       node_to_node_encryption {
#         enabled = true
#       }
#     }
#   themes: [encryption-in-transit]
package driftlock.opensearch.opensearch_nodes_in_clear

import data.driftlock.lib.resource
import data.driftlock.lib.said

types := ["aws_elasticsearch_domain", "aws_opensearch_domain"]

fail contains {"resource": r.address, "message": message, "attribute": "node_to_node_encryption"} if {
	some type in types
	some r in input.types[type]
	not on(r)
	not resource.undecided(r, ["node_to_node_encryption", "enabled"])
	message := said.within(r, "node_to_node_encryption", "enabled")
}

pass contains r.address if {
	some type in types
	some r in input.types[type]
	on(r)
}

on(r) if {
	some block in resource.blocks(r, "node_to_node_encryption")
	block.enabled == true
}
