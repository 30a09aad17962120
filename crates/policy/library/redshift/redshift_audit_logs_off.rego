# METADATA
# title: Redshift cluster keeps no audit logs
# description: >-
#   No `aws_redshift_logging` belongs to the cluster, and its `logging` block does not have `enable
#   = true`.
# related_resources:
#   - https://docs.aws.amazon.com/redshift/latest/mgmt/db-auditing.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/redshift-cluster-configuration-check.html
# custom:
#   severity: medium
#   resources:
#     aws_redshift_cluster: [logging]
#   why: >-
#     Without these logs nobody can tell who signed in to the warehouse and what was asked of it.
#   fix: add an `aws_redshift_logging` for this cluster
#   bad: |
#     resource "aws_redshift_cluster" "facts" {
#       cluster_identifier = "facts"
#       node_type          = "ra3.xlplus"
#     }
#   good: |
#     resource "aws_redshift_logging" "facts" {
#       cluster_identifier   = aws_redshift_cluster.facts.id
#       log_destination_type = "cloudwatch"
#       log_exports          = ["connectionlog", "userlog"]
#     }
#   themes: [audit-logging]
package driftlock.redshift.redshift_audit_logs_off

import data.driftlock.lib.resource
import data.driftlock.lib.said

fail contains {"resource": r.address, "message": message, "attribute": "logging"} if {
	some r in input.types.aws_redshift_cluster
	not logged(r)
	not resource.undecided(r, ["logging", "enable"])
	count(resource.possible(r, "aws_redshift_logging")) == 0
	message := said.within(r, "logging", "enable")
}

unknown contains {"resource": r.address, "message": message} if {
	some r in input.types.aws_redshift_cluster
	not logged(r)
	count(resource.possible(r, "aws_redshift_logging")) > 0
	message := "whether its logs are kept is known only after apply"
}

pass contains r.address if {
	some r in input.types.aws_redshift_cluster
	logged(r)
}

logged(r) if r.values.logging[_].enable == true

logged(r) if count(resource.related(r, "aws_redshift_logging")) > 0
