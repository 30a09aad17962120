# fails: aws_ebs_encryption_by_default.off
# unknown: aws_ebs_encryption_by_default.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_ebs_encryption_by_default" "off" {
  enabled = false
}

resource "aws_ebs_encryption_by_default" "later" {
  enabled = terraform_data.later.output
}
