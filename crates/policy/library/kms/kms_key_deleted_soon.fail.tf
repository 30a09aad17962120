# fails: aws_kms_key.week
# fails: aws_kms_external_key.week
# unknown: aws_kms_key.later

resource "aws_kms_key" "week" {
  deletion_window_in_days = 7
}

resource "aws_kms_external_key" "week" {
  deletion_window_in_days = 13
}

resource "terraform_data" "later" {
  input = 30
}

resource "aws_kms_key" "later" {
  deletion_window_in_days = terraform_data.later.output
}
