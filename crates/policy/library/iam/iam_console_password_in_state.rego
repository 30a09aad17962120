# METADATA
# title: Console password is readable in the state
# description: >-
#   An `aws_iam_user_login_profile` without `pgp_key`: the password that AWS made up is stored in the
#   state as it is.
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html
# custom:
#   severity: high
#   resources:
#     aws_iam_user_login_profile: [pgp_key]
#   why: >-
#     Whoever can read the state can sign in to the console as that user.
#   fix: set `pgp_key` to the public key of the user, or manage people in IAM Identity Center
#   bad: |
#     resource "aws_iam_user_login_profile" "alice" {
#       user = aws_iam_user.alice.name
#     }
#   good: |
#     resource "aws_iam_user_login_profile" "alice" {
#       user    = aws_iam_user.alice.name
#       pgp_key = "keybase:alice"
#     }
#   themes: [credentials, secrets]
package driftlock.iam.iam_console_password_in_state

import data.driftlock.lib.resource

fail contains {"resource": profile.address, "message": "`pgp_key` is not set", "attribute": "pgp_key"} if {
	some profile in input.types.aws_iam_user_login_profile
	not resource.given(profile, "pgp_key")
	not resource.open(profile, "pgp_key")
}

pass contains profile.address if {
	some profile in input.types.aws_iam_user_login_profile
	resource.given(profile, "pgp_key")
}
