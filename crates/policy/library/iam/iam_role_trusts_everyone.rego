# METADATA
# title: IAM role can be assumed by everyone
# description: >-
#   The trust policy of a role allows the principal `*`, without a condition that ties it to an account,
#   an organisation or a network. A condition on `sts:ExternalId` alone does not count.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
# custom:
#   severity: critical
#   resources:
#     aws_iam_role: [assume_role_policy]
#   why: >-
#     Anybody with an AWS account of their own can take the role and do what it may do.
#   fix: name the accounts, roles or services as `Principal`, or add a condition on `aws:PrincipalOrgID`
#   bad: |
#     { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole" }
#   good: |
#     { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole",
#       "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-acme123456" } } }
#   themes: [least-privilege, public-access]
package driftlock.iam.iam_role_trusts_everyone

import data.driftlock.lib.grants

attribute := "assume_role_policy"

fail contains {"resource": role.address, "message": message, "attribute": attribute} if {
	some role in input.types.aws_iam_role
	some found in grants.open(role.values.assume_role_policy)
	message := sprintf("the allowing statement %s lets everyone assume the role", [found.name])
}

unknown contains {"resource": role.address, "message": "`assume_role_policy` cannot be read"} if {
	some role in input.types.aws_iam_role
	grants.illegible(role.values.assume_role_policy)
}
