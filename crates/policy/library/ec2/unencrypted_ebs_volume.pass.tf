resource "aws_ebs_volume" "on" {
  availability_zone = "eu-west-1a"
  size              = 1
  encrypted         = true
}

resource "aws_ebs_encryption_by_default" "region" {}

resource "aws_ebs_volume" "by_default" {
  availability_zone = "eu-west-1a"
  size              = 1
}
