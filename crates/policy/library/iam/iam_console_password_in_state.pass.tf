resource "aws_iam_user_login_profile" "keybase" {
  user    = "alice"
  pgp_key = "keybase:alice"
}

# The key is known only after apply, but it is certain that there will be one.
resource "terraform_data" "key" {
  input = "keybase:bob"
}

resource "aws_iam_user_login_profile" "by_reference" {
  user    = "bob"
  pgp_key = terraform_data.key.output
}
