# METADATA
# title: IAM passwords may be short
# description: >-
#   `minimum_password_length` of the account's password policy is below 14, or is not set, which means 6.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/iam-password-policy.html
# custom:
#   severity: medium
#   resources:
#     aws_iam_account_password_policy: [minimum_password_length]
#   why: >-
#     Short passwords are guessed, and a password is all it takes to sign in to the console as a user
#     without MFA.
#   fix: set `minimum_password_length` to 14 or more
#   bad: |
#     resource "aws_iam_account_password_policy" "account" {
#       minimum_password_length = 8
#     }
#   good: |
#     resource "aws_iam_account_password_policy" "account" {
#       minimum_password_length = 14
#     }
#   themes: [credentials]
package driftlock.iam.short_iam_passwords

import data.driftlock.lib.resource

attribute := "minimum_password_length"

fail contains {"resource": policy.address, "message": message, "attribute": attribute} if {
	some policy in input.types.aws_iam_account_password_policy
	length := policy.values.minimum_password_length
	length < 14
	message := sprintf("passwords need no more than %d characters", [length])
}

fail contains {"resource": policy.address, "message": "no minimum length is set", "attribute": attribute} if {
	some policy in input.types.aws_iam_account_password_policy
	not policy.values.minimum_password_length
	not resource.open(policy, attribute)
}
