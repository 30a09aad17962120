# fails: aws_cloudwatch_log_group.unset
# unknown: aws_cloudwatch_log_group.later

resource "aws_cloudwatch_log_group" "unset" {
  name = "unset"
}

resource "terraform_data" "later" {
  input = "arn:aws:kms:eu-west-1:123456789012:key/0abc1234"
}

locals {
  later = terraform_data.later.output
}

# What goes through a local cannot be followed: it may be null.
resource "aws_cloudwatch_log_group" "later" {
  name       = "later"
  kms_key_id = local.later
}
