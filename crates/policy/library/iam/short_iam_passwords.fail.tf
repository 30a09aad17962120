# fails: aws_iam_account_password_policy.unset
# fails: aws_iam_account_password_policy.short
# unknown: aws_iam_account_password_policy.later

resource "aws_iam_account_password_policy" "unset" {
  require_symbols = true
}

resource "aws_iam_account_password_policy" "short" {
  minimum_password_length = 13
}

resource "terraform_data" "later" {
  input = 14
}

resource "aws_iam_account_password_policy" "later" {
  minimum_password_length = terraform_data.later.output
}
