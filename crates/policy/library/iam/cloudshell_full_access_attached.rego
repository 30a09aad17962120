# METADATA
# title: AWSCloudShellFullAccess is attached
# description: >-
#   AWS's managed policy `AWSCloudShellFullAccess` is attached to a user, group or role.
# related_resources:
#   - https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCloudShellFullAccess.html
#   - https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html
# custom:
#   severity: medium
#   resources:
#     aws_iam_group_policy_attachment: [policy_arn]
#     aws_iam_policy_attachment: [policy_arn]
#     aws_iam_role: [managed_policy_arns]
#     aws_iam_role_policy_attachment: [policy_arn]
#     aws_iam_user_policy_attachment: [policy_arn]
#   why: >-
#     It includes the upload and download of files in a shell with access to the internet, which is an
#     easy way to carry data out of the account.
#   fix: attach a policy that allows CloudShell without file transfer in place of `AWSCloudShellFullAccess`
#   bad: |
#     resource "aws_iam_group_policy_attachment" "shell" {
#       group      = aws_iam_group.developers.name
#       policy_arn = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
#     }
#   good: |
#     resource "aws_iam_group_policy_attachment" "shell" {
#       group      = aws_iam_group.developers.name
#       policy_arn = aws_iam_policy.shell_without_files.arn
#     }
#   themes: [least-privilege]
package driftlock.iam.cloudshell_full_access_attached

import data.driftlock.lib.attached

fail contains {"resource": found.resource, "message": message, "attribute": found.attribute} if {
	some found in attached.all
	attached.is(found.policy, "AWSCloudShellFullAccess")
	message := sprintf("`%s` is attached", [found.policy])
}

pass contains address if some address in attached.own
