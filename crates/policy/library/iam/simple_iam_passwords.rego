# METADATA
# title: IAM passwords may be simple
# description: >-
#   The account's password policy does not ask for lower-case letters, upper-case letters, numbers and
#   symbols all together.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/iam-password-policy.html
# custom:
#   severity: low
#   resources:
#     aws_iam_account_password_policy:
#       [require_lowercase_characters, require_numbers, require_symbols, require_uppercase_characters]
#   why: >-
#     Words of one kind of characters are the first that are tried when passwords are guessed.
#   fix: >-
#     set `require_lowercase_characters`, `require_uppercase_characters`, `require_numbers` and
#     `require_symbols` to true
#   bad: |
#     resource "aws_iam_account_password_policy" "account" {
#       require_numbers = true
#     }
#   good: |
#     resource "aws_iam_account_password_policy" "account" {
#       require_lowercase_characters = true
#       require_uppercase_characters = true
#       require_numbers              = true
#       require_symbols              = true
#     }
#   themes: [credentials]
package driftlock.iam.simple_iam_passwords

import data.driftlock.lib.resource

required := [
	"require_lowercase_characters", "require_numbers", "require_symbols", "require_uppercase_characters",
]

fail contains {"resource": policy.address, "message": message, "attribute": attribute} if {
	some policy in input.types.aws_iam_account_password_policy
	some attribute in required
	not policy.values[attribute] == true
	not resource.open(policy, attribute)
	message := sprintf("`%s` is not true", [attribute])
}
