# fails: aws_ebs_volume.unset
# fails: aws_ebs_volume.off
# unknown: aws_ebs_volume.later

resource "aws_ebs_volume" "unset" {
  availability_zone = "eu-west-1a"
  size              = 1
}

resource "aws_ebs_volume" "off" {
  availability_zone = "eu-west-1a"
  size              = 1
  encrypted         = false
}

resource "terraform_data" "encrypted" {
  input = true
}

resource "aws_ebs_volume" "later" {
  availability_zone = "eu-west-1a"
  size              = 1
  encrypted         = terraform_data.encrypted.output
}
