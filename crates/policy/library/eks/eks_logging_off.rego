# METADATA
# title: EKS cluster does not log who does what
# description: >-
#   `enabled_cluster_log_types` lacks `api`, `audit` or `authenticator`.
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
# custom:
#   severity: medium
#   resources:
#     aws_eks_cluster: [enabled_cluster_log_types]
#   why: >-
#     Without these logs nobody can tell who signed in to the cluster, and what they read or changed.
#   fix: set `enabled_cluster_log_types = ["api", "audit", "authenticator"]`
#   bad: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#     }
#   good: |
#     resource "aws_eks_cluster" "main" {
#       name                      = "main"
#       role_arn                  = aws_iam_role.cluster.arn
#       enabled_cluster_log_types = ["api", "audit", "authenticator"]
#     }
#   themes: [audit-logging]
package driftlock.eks.eks_logging_off

import data.driftlock.lib.resource

setting := "enabled_cluster_log_types"

fail contains {"resource": cluster.address, "message": message, "attribute": setting} if {
	some cluster in input.types.aws_eks_cluster
	missing := wanted - {type | some type in cluster.values[setting]}
	count(missing) > 0
	not resource.open(cluster, setting)
	message := sprintf("`enabled_cluster_log_types` lacks `%s`", [concat("`, `", sort(missing))])
}

wanted := {"api", "audit", "authenticator"}
