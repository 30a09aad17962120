# fails: aws_iam_account_password_policy.unset
# fails: aws_iam_account_password_policy.off
# unknown: aws_iam_account_password_policy.later

resource "aws_iam_account_password_policy" "unset" {
  minimum_password_length = 14
}

resource "aws_iam_account_password_policy" "off" {
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = false
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_iam_account_password_policy" "later" {
  require_lowercase_characters = true
  require_uppercase_characters = true
  require_numbers              = true
  require_symbols              = terraform_data.later.output
}
