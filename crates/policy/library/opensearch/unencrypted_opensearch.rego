# METADATA
# title: OpenSearch domain is not encrypted at rest
# description: >-
#   `encrypt_at_rest` with `enabled = true` is missing.
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/encryption-at-rest.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/opensearch-encrypted-at-rest.html
# custom:
#   severity: high
#   resources:
#     aws_elasticsearch_domain: [encrypt_at_rest]
#     aws_opensearch_domain: [encrypt_at_rest]
#   why: >-
#     Indices, logs, swap files and automatic snapshots can be read by whoever gets hold of the
#     disks.
#   fix: add `encrypt_at_rest` with `enabled = true`
#   bad: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#     }
#   good: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#       encrypt_at_rest {
#         enabled = true
#       }
#     }
#   themes: [encryption-at-rest]
package driftlock.opensearch.unencrypted_opensearch

import data.driftlock.lib.resource
import data.driftlock.lib.said

types := ["aws_elasticsearch_domain", "aws_opensearch_domain"]

fail contains {"resource": r.address, "message": message, "attribute": "encrypt_at_rest"} if {
	some type in types
	some r in input.types[type]
	not on(r)
	not resource.undecided(r, ["encrypt_at_rest", "enabled"])
	message := said.within(r, "encrypt_at_rest", "enabled")
}

pass contains r.address if {
	some type in types
	some r in input.types[type]
	on(r)
}

on(r) if {
	some block in resource.blocks(r, "encrypt_at_rest")
	block.enabled == true
}
