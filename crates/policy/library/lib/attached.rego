# Managed policies that are attached to users, groups and roles.
package driftlock.lib.attached

# The types that attach one policy.
types := [
	"aws_iam_group_policy_attachment", "aws_iam_policy_attachment", "aws_iam_role_policy_attachment",
	"aws_iam_user_policy_attachment",
]

all contains {"resource": found.address, "attribute": "policy_arn", "policy": policy} if {
	some type in types
	some found in input.types[type]
	policy := found.values.policy_arn
}

all contains {"resource": role.address, "attribute": "managed_policy_arns", "policy": policy} if {
	some role in input.types.aws_iam_role
	some policy in role.values.managed_policy_arns
}

# What attaches a policy that is still to be made, which is therefore none of AWS's.
own contains found.address if {
	some type in types
	some found in input.types[type]
	not found.values.policy_arn
	count(found.refers.policy_arn) > 0
	every address in found.refers.policy_arn {
		made := object.get(input.resources, address, {})
		made.type == "aws_iam_policy"
	}
}

# Holds when an ARN is that of one of AWS's own policies, in any partition.
is(arn, name) if regex.match(sprintf(`^arn:[^:]+:iam::aws:policy/%s$`, [name]), arn)
