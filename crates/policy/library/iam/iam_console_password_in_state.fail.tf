# fails: aws_iam_user_login_profile.plain
# fails: aws_iam_user_login_profile.reset

resource "aws_iam_user_login_profile" "plain" {
  user = "alice"
}

# The password still works until the user signs in first.
resource "aws_iam_user_login_profile" "reset" {
  user                    = "bob"
  password_reset_required = true
}
