# METADATA
# title: OpenSearch domain accepts old versions of TLS
# description: >-
#   `tls_security_policy` of `domain_endpoint_options` is not one of `Policy-Min-TLS-1-2-*`.
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/createupdatedomains.html
# custom:
#   severity: medium
#   resources:
#     aws_elasticsearch_domain: [domain_endpoint_options]
#     aws_opensearch_domain: [domain_endpoint_options]
#   why: >-
#     TLS 1.0 and 1.1 have been withdrawn, lean on broken hashes and ciphers, and are forbidden by
#     every audit of payment systems.
#   fix: set `tls_security_policy = "Policy-Min-TLS-1-2-2019-07"` in `domain_endpoint_options`
#   bad: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#       domain_endpoint_options {
#         tls_security_policy = "Policy-Min-TLS-1-0-2019-07"
#       }
#     }
#   good: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#       domain_endpoint_options {
#         tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
#       }
#     }
#   themes: [encryption-in-transit]
package driftlock.opensearch.opensearch_old_tls

import data.driftlock.lib.resource
import data.driftlock.lib.said

types := ["aws_elasticsearch_domain", "aws_opensearch_domain"]

fail contains {"resource": r.address, "message": message, "attribute": "domain_endpoint_options"} if {
	some type in types
	some r in input.types[type]
	not modern(r)
	not resource.undecided(r, ["domain_endpoint_options", "tls_security_policy"])
	message := said.within(r, "domain_endpoint_options", "tls_security_policy")
}

pass contains r.address if {
	some type in types
	some r in input.types[type]
	modern(r)
}

modern(r) if {
	some options in r.values.domain_endpoint_options
	startswith(options.tls_security_policy, "Policy-Min-TLS-1-2-")
}
