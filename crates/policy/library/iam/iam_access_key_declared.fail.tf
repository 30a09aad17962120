# fails: aws_iam_access_key.plain
# fails: aws_iam_access_key.active
# fails: aws_iam_access_key.encrypted
# unknown: aws_iam_access_key.later

resource "aws_iam_access_key" "plain" {
  user = "ci"
}

resource "aws_iam_access_key" "active" {
  user   = "ci"
  status = "Active"
}

resource "aws_iam_access_key" "encrypted" {
  user    = "ci"
  pgp_key = "keybase:acme"
}

resource "terraform_data" "later" {
  input = "Inactive"
}

resource "aws_iam_access_key" "later" {
  user   = "ci"
  status = terraform_data.later.output
}
