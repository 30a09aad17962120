# METADATA
# title: OpenSearch domain answers plain HTTP
# description: >-
#   `enforce_https` is false, or `domain_endpoint_options` is missing, without which AWS does not
#   enforce HTTPS. Left out of the block, it is true.
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createupdatedomains.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/opensearch-https-required.html
# custom:
#   severity: medium
#   resources:
#     aws_elasticsearch_domain: [domain_endpoint_options]
#     aws_opensearch_domain: [domain_endpoint_options]
#   why: >-
#     Queries, results and passwords that a client sends over plain HTTP can be read and changed on
#     the way.
#   fix: add `domain_endpoint_options` with `enforce_https = true`
#   bad: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#     }
#   good: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#       domain_endpoint_options {
#         enforce_https       = true
#         tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
#       }
#     }
#   themes: [encryption-in-transit]
package driftlock.opensearch.opensearch_allows_http

import data.driftlock.lib.resource
import data.driftlock.lib.said

types := ["aws_elasticsearch_domain", "aws_opensearch_domain"]

fail contains {"resource": r.address, "message": message, "attribute": "domain_endpoint_options"} if {
	some type in types
	some r in input.types[type]
	not on(r)
	not resource.undecided(r, ["domain_endpoint_options", "enforce_https"])
	message := said.within(r, "domain_endpoint_options", "enforce_https")
}

pass contains r.address if {
	some type in types
	some r in input.types[type]
	on(r)
}

on(r) if {
	some block in resource.blocks(r, "domain_endpoint_options")
	block.enforce_https == true
}
