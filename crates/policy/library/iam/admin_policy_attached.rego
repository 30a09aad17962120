# METADATA
# title: AdministratorAccess is attached
# description: >-
#   AWS's managed policy `AdministratorAccess` is attached to a user, group or role. Permission sets of
#   IAM Identity Center are not looked at.
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   severity: high
#   resources:
#     aws_iam_group_policy_attachment: [policy_arn]
#     aws_iam_policy_attachment: [policy_arn]
#     aws_iam_role: [managed_policy_arns]
#     aws_iam_role_policy_attachment: [policy_arn]
#     aws_iam_user_policy_attachment: [policy_arn]
#   why: >-
#     Whoever holds it can do everything in the account, so that one leaked credential is the loss of
#     everything.
#   fix: attach a policy that lists what is needed in place of `AdministratorAccess`
#   bad: |
#     resource "aws_iam_role_policy_attachment" "deploy" {
#       role       = aws_iam_role.deploy.name
#       policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
#     }
#   good: |
#     resource "aws_iam_role_policy_attachment" "deploy" {
#       role       = aws_iam_role.deploy.name
#       policy_arn = aws_iam_policy.deploy.arn
#     }
#   themes: [least-privilege]
package driftlock.iam.admin_policy_attached

import data.driftlock.lib.attached

fail contains {"resource": found.resource, "message": message, "attribute": found.attribute} if {
	some found in attached.all
	attached.is(found.policy, "AdministratorAccess")
	message := sprintf("`%s` is attached", [found.policy])
}

pass contains address if some address in attached.own
