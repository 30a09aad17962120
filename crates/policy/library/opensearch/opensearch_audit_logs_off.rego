# METADATA
# title: OpenSearch domain keeps no audit logs
# description: >-
#   No `log_publishing_options` with the `log_type` `AUDIT_LOGS` is enabled.
# related_resources:
#   - https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/opensearch-audit-logging-enabled.html
# custom:
#   severity: low
#   resources:
#     aws_elasticsearch_domain: [log_publishing_options]
#     aws_opensearch_domain: [log_publishing_options]
#   why: >-
#     Without these logs nobody can tell who signed in to the domain and what was asked of it.
#   fix: add `log_publishing_options` with `log_type = "AUDIT_LOGS"`
#   bad: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#     }
#   good: |
#     resource "aws_opensearch_domain" "search" {
#       domain_name = "search"
#       log_publishing_options {
#         log_type                 = "AUDIT_LOGS"
#         cloudwatch_log_group_arn = aws_cloudwatch_log_group.search.arn
#       }
#     }
#   themes: [audit-logging]
package driftlock.opensearch.opensearch_audit_logs_off

import data.driftlock.lib.resource

types := ["aws_elasticsearch_domain", "aws_opensearch_domain"]

fail contains {"resource": r.address, "message": message, "attribute": "log_publishing_options"} if {
	some type in types
	some r in input.types[type]
	not logged(r)
	not resource.undecided(r, ["log_publishing_options", "log_type"])
	not resource.undecided(r, ["log_publishing_options", "enabled"])
	message := "no `log_publishing_options` publishes `AUDIT_LOGS`"
}

pass contains r.address if {
	some type in types
	some r in input.types[type]
	logged(r)
}

logged(r) if {
	some options in r.values.log_publishing_options
	options.log_type == "AUDIT_LOGS"
	options.enabled == true
}
