# METADATA
# title: IAM policy allows everything but a few things
# description: >-
#   An allowing statement has `NotAction` or `NotResource`. Denying statements may well have them.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
# custom:
#   severity: medium
#   resources:
#     aws_iam_group_policy: [policy]
#     aws_iam_policy: [policy]
#     aws_iam_role_policy: [policy]
#     aws_iam_user_policy: [policy]
#   why: >-
#     Whatever is not listed is allowed, among it everything that AWS adds in future and all that nobody
#     thought of.
#   fix: list what is allowed in `Action` and `Resource`, and deny the exceptions in another statement
#   bad: |
#     { "Effect": "Allow", "NotAction": "iam:*", "Resource": "*" }
#   good: |
#     { "Effect": "Allow", "Action": ["ec2:Describe*", "s3:GetObject"], "Resource": "*" }
#   themes: [least-privilege]
package driftlock.iam.iam_allow_with_not_action

import data.driftlock.lib.grants

fail contains {"resource": grant.resource, "message": message, "attribute": "policy"} if {
	some grant in grants.all
	some element in ["NotAction", "NotResource"]
	grant.statement[element]
	message := sprintf("the allowing statement %s has `%s`", [grant.name, element])
}

unknown contains {"resource": address, "message": "`policy` is no readable policy document"} if {
	some address in grants.unreadable
}
