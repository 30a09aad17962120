# METADATA
# title: EKS nodes accept SSH from everywhere
# description: >-
#   `remote_access` of a node group has an `ec2_ssh_key`, and no `source_security_group_ids`. Launch
#   templates bring security groups of their own, which other policies judge.
# related_resources:
#   - https://docs.aws.amazon.com/eks/latest/APIReference/API_RemoteAccessConfig.html
# custom:
#   severity: high
#   resources:
#     aws_eks_node_group: []
#   why: >-
#     EKS then opens port 22 of every node to the whole internet.
#   fix: set `source_security_group_ids`, or remove `remote_access` and use Session Manager
#   bad: |
#     remote_access {
#       ec2_ssh_key = "operators"
#     }
#   good: |
#     remote_access {
#       ec2_ssh_key               = "operators"
#       source_security_group_ids = [aws_security_group.bastion.id]
#     }
#   themes: [network-exposure]
package driftlock.eks.eks_nodes_open_to_ssh

import data.driftlock.lib.resource

sources := ["remote_access", "source_security_group_ids"]

key := ["remote_access", "ec2_ssh_key"]

fail contains {"resource": group.address, "message": message, "attribute": "remote_access"} if {
	some group in input.types.aws_eks_node_group
	some access in resource.blocks(group, "remote_access")
	object.get(access, "ec2_ssh_key", "") != ""
	count(object.get(access, "source_security_group_ids", [])) == 0
	not resource.undecided(group, sources)
	message := "SSH is open to everybody: `source_security_group_ids` is not set"
}

unknown contains {"resource": group.address, "message": "`remote_access` is known only after apply"} if {
	some group in input.types.aws_eks_node_group
	some part in [key, sources]
	resource.undecided(group, part)
	not bounded(group)
}

bounded(group) if count(group.values.remote_access[_].source_security_group_ids) > 0

# Nothing else is named by a reference to a security group.
bounded(group) if {
	resource.undecided(group, sources)
	regex.match(`(^|\.)aws_security_group\.`, group.refers.remote_access[_])
}
