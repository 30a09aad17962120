# fails: aws_iam_account_password_policy.unset
# fails: aws_iam_account_password_policy.few
# unknown: aws_iam_account_password_policy.later

resource "aws_iam_account_password_policy" "unset" {
  minimum_password_length = 14
}

resource "aws_iam_account_password_policy" "few" {
  password_reuse_prevention = 5
}

resource "terraform_data" "later" {
  input = 24
}

resource "aws_iam_account_password_policy" "later" {
  password_reuse_prevention = terraform_data.later.output
}
