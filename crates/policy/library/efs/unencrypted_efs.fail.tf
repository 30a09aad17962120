# fails: aws_efs_file_system.unset
# fails: aws_efs_file_system.off
# unknown: aws_efs_file_system.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_efs_file_system" "unset" {}

resource "aws_efs_file_system" "off" {
  encrypted = false
}

resource "aws_efs_file_system" "later" {
  encrypted = terraform_data.later.output
}
