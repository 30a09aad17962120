# fails: aws_kms_key.unset
# fails: aws_kms_key.off
# unknown: aws_kms_key.later

resource "aws_kms_key" "unset" {}

resource "aws_kms_key" "off" {
  enable_key_rotation = false
}

resource "terraform_data" "rotation" {
  input = true
}

resource "aws_kms_key" "later" {
  enable_key_rotation = terraform_data.rotation.output
}
