# METADATA
# title: Kubernetes secrets in EKS are not encrypted with a KMS key
# description: >-
#   `encryption_config` for `secrets` is missing. The disks of the control plane are encrypted all the
#   same, and newer clusters encrypt their data once more with a key that AWS owns; what is asked for
#   here is a key of your own.
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html
# custom:
#   severity: medium
#   resources:
#     aws_eks_cluster: [encryption_config]
#   why: >-
#     Secrets hold the passwords of everything in the cluster; with a key of your own, its policy says who
#     may read them from a copy of the cluster's data.
#   fix: add `encryption_config` with `resources = ["secrets"]` and the ARN of a key
#   bad: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#     }
#   good: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#       encryption_config {
#         resources = ["secrets"]
#         provider {
#           key_arn = aws_kms_key.cluster.arn
#         }
#       }
#     }
#   themes: [customer-managed-keys, encryption-at-rest]
package driftlock.eks.eks_secrets_unencrypted

import data.driftlock.lib.resource

fail contains {"resource": cluster.address, "message": message, "attribute": "encryption_config"} if {
	some cluster in input.types.aws_eks_cluster
	not encrypted(cluster)
	not resource.undecided(cluster, ["encryption_config", "resources"])
	message := "no `encryption_config` for `secrets` is set"
}

pass contains cluster.address if {
	some cluster in input.types.aws_eks_cluster
	encrypted(cluster)
}

encrypted(cluster) if "secrets" in cluster.values.encryption_config[_].resources
