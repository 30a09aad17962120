# METADATA
# title: IAM role trusts a whole other account without an external ID
# description: >-
#   The trust policy of a role lets in the root of another account, without a condition on
#   `sts:ExternalId`, on MFA, or on an organisation, a role or a network. Which account is its own is
#   taken from the role's ARN, its boundary and its managed policies; where none of them tells, the
#   verdict is open.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
# custom:
#   severity: low
#   resources:
#     aws_iam_role: [assume_role_policy]
#   why: >-
#     A vendor that acts for many customers can be led to use the role for somebody else, when nothing
#     but its account number is asked for.
#   fix: add a condition on `sts:ExternalId` with a value that the other side keeps for you alone
#   bad: |
#     { "Effect": "Allow", "Action": "sts:AssumeRole",
#       "Principal": { "AWS": "arn:aws:iam::210987654321:root" } }
#   good: |
#     { "Effect": "Allow", "Action": "sts:AssumeRole",
#       "Principal": { "AWS": "arn:aws:iam::210987654321:root" },
#       "Condition": { "StringEquals": { "sts:ExternalId": "acme-7f3c" } } }
#   themes: [least-privilege]
package driftlock.iam.assume_role_without_external_id

import data.driftlock.lib.grants
import data.driftlock.lib.iam
import data.driftlock.lib.resource

fail contains {"resource": trust.role.address, "message": message, "attribute": "assume_role_policy"} if {
	some trust in unconditional
	count(own(trust.role)) > 0
	not trust.account in own(trust.role)
	message := sprintf("the account %s may assume the role without an external ID", [trust.account])
}

unknown contains {"resource": trust.role.address, "message": message} if {
	some trust in unconditional
	count(own(trust.role)) == 0
	message := sprintf("whether %s is another account cannot be told before apply", [trust.account])
}

unknown contains {"resource": role.address, "message": "`assume_role_policy` cannot be read"} if {
	some role in input.types.aws_iam_role
	grants.illegible(role.values.assume_role_policy)
}

# Whole accounts that are let in on no condition.
unconditional := [{"role": role, "account": account} |
	some role in input.types.aws_iam_role
	some statement in iam.allowing(role.values.assume_role_policy)
	some principal in resource.list(statement.Principal.AWS)
	account := whole_account(principal)
	not conditional(statement)
]

whole_account(principal) := principal if regex.match(`^\d{12}$`, principal)

whole_account(principal) := split(principal, ":")[4] if regex.match(`^arn:[^:]+:iam::\d{12}:root$`, principal)

conditional(statement) if iam.narrowed(statement)

conditional(statement) if {
	some operator, keys in statement.Condition
	not endswith(operator, "IfExists")
	some key, _ in keys
	lower(key) in {"aws:multifactorauthage", "aws:multifactorauthpresent", "sts:externalid"}
}

own(role) := {account |
	arns := array.concat(
		[object.get(role.values, attribute, "") | some attribute in ["arn", "permissions_boundary"]],
		[arn | some arn in role.values.managed_policy_arns],
	)
	some arn in arns
	account := split(arn, ":")[4]
	regex.match(`^\d{12}$`, account)
}
