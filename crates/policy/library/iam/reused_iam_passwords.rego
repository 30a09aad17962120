# METADATA
# title: IAM passwords may be used again
# description: >-
#   `password_reuse_prevention` of the account's password policy is below 24, or is not set.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/iam-password-policy.html
# custom:
#   severity: low
#   resources:
#     aws_iam_account_password_policy: [password_reuse_prevention]
#   why: >-
#     A user who has to change a password goes back to an old one, which may have leaked long ago.
#   fix: set `password_reuse_prevention = 24`
#   bad: |
#     resource "aws_iam_account_password_policy" "account" {
#       password_reuse_prevention = 3
#     }
#   good: |
#     resource "aws_iam_account_password_policy" "account" {
#       password_reuse_prevention = 24
#     }
#   themes: [credentials]
package driftlock.iam.reused_iam_passwords

import data.driftlock.lib.resource

attribute := "password_reuse_prevention"

fail contains {"resource": policy.address, "message": message, "attribute": attribute} if {
	some policy in input.types.aws_iam_account_password_policy
	remembered := policy.values.password_reuse_prevention
	remembered < 24
	message := sprintf("no more than %d passwords are remembered", [remembered])
}

fail contains {"resource": policy.address, "message": "no password is remembered", "attribute": attribute} if {
	some policy in input.types.aws_iam_account_password_policy
	not policy.values.password_reuse_prevention
	not resource.open(policy, attribute)
}
