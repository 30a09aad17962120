# METADATA
# title: IAM role trusts workflows of any GitHub repository
# description: >-
#   The trust policy of a role lets in tokens of GitHub Actions without a condition on the claim `sub`
#   that fixes the owner of the repository, as `repo:acme/*` does and `repo:*` does not.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
# custom:
#   severity: high
#   resources:
#     aws_iam_role: [assume_role_policy]
#   why: >-
#     Everyone with a GitHub account can run a workflow that assumes the role.
#   fix: add a condition on `token.actions.githubusercontent.com:sub` that names the repository
#   bad: |
#     { "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
#       "Principal": {
#         "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
#       "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": "repo:*" } } }
#   good: |
#     { "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
#       "Principal": {
#         "Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" },
#       "Condition": { "StringEquals": {
#         "token.actions.githubusercontent.com:sub": "repo:acme/shop:ref:refs/heads/main" } } }
#   themes: [least-privilege, supply-chain]
package driftlock.iam.github_oidc_trust_too_wide

import data.driftlock.lib.grants
import data.driftlock.lib.iam
import data.driftlock.lib.resource

issuer := "token.actions.githubusercontent.com"

attribute := "assume_role_policy"

fail contains {"resource": role.address, "message": message, "attribute": attribute} if {
	some role in input.types.aws_iam_role
	some number, statement in iam.allowing(role.values.assume_role_policy)
	trusts_github(statement)
	not owner_fixed(statement)
	message := sprintf("the allowing statement %s is for any repository", [grants.name(statement, number)])
}

unknown contains {"resource": role.address, "message": "`assume_role_policy` cannot be read"} if {
	some role in input.types.aws_iam_role
	grants.illegible(role.values.assume_role_policy)
}

trusts_github(statement) if {
	some provider in resource.list(statement.Principal.Federated)
	contains(provider, issuer)
}

# Every value must fix the owner, of at least one condition that is false without a token.
owner_fixed(statement) if {
	some operator, keys in statement.Condition
	name := trim_prefix(operator, "ForAnyValue:")
	name in {"StringEquals", "StringEqualsIgnoreCase", "StringLike"}
	some key, values in keys
	subject(lower(key))
	every value in resource.list(values) {
		not any_owner(name, value)
	}
}

subject(key) if {
	startswith(key, issuer)
	endswith(key, ":sub")
}

# Only `StringLike` takes `*` and `?` for what they mean.
any_owner("StringLike", value) if regex.match(`^([^:/]*[*?]|repo:[^/]*[*?])`, value)
