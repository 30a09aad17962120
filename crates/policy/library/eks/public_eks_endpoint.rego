# METADATA
# title: EKS cluster endpoint is open to the internet
# description: >-
#   `endpoint_public_access` is not false, and `public_access_cidrs` is not set or lets in everybody, as it
#   does when it is not set.
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
# custom:
#   severity: high
#   resources:
#     aws_eks_cluster: []
#   why: >-
#     The API of the cluster is there for everyone to try: one stolen token, or one hole in Kubernetes, and
#     the cluster is theirs.
#   fix: set `endpoint_public_access = false`, or list your own networks in `public_access_cidrs`
#   bad: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#       vpc_config {
#         subnet_ids = aws_subnet.private[*].id
#       }
#     }
#   good: |
#     resource "aws_eks_cluster" "main" {
#       name     = "main"
#       role_arn = aws_iam_role.cluster.arn
#       vpc_config {
#         subnet_ids              = aws_subnet.private[*].id
#         endpoint_private_access = true
#         endpoint_public_access  = false
#       }
#     }
#   themes: [network-exposure, public-access]
package driftlock.eks.public_eks_endpoint

import data.driftlock.lib.resource

public := ["vpc_config", "endpoint_public_access"]

cidrs := ["vpc_config", "public_access_cidrs"]

fail contains {"resource": cluster.address, "message": message, "attribute": "vpc_config"} if {
	some cluster in input.types.aws_eks_cluster
	some config in resource.blocks(cluster, "vpc_config")
	not config.endpoint_public_access == false
	not resource.undecided(cluster, public)
	not addresses_follow(cluster)
	message := whom(config)
}

unknown contains {"resource": cluster.address, "message": message} if {
	some cluster in input.types.aws_eks_cluster
	undecided(cluster)
	message := "who reaches the endpoint is known only after apply"
}

undecided(cluster) if resource.undecided(cluster, public)

undecided(cluster) if {
	cluster.values.vpc_config[_].endpoint_public_access == true
	addresses_follow(cluster)
}

# Where nobody sets networks, a plan shows them as unknown too, since the provider decides: everybody. They are
# set to something unknown where `vpc_config` refers to more than what the cluster lies in.
addresses_follow(cluster) if {
	resource.undecided(cluster, cidrs)
	some address in cluster.refers.vpc_config
	not regex.match(`(^|\.)aws_(default_)?(subnet|security_group|vpc)\.`, address)
}

whom(config) := sprintf("the endpoint is open to %s", [concat(" and ", world)]) if {
	world := [cidr | some cidr in config.public_access_cidrs; endswith(cidr, "/0")]
	count(world) > 0
}

whom(config) := "the endpoint is open to everybody: `public_access_cidrs` is not set" if {
	count(object.get(config, "public_access_cidrs", [])) == 0
}
