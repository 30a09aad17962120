resource "aws_ami_launch_permission" "account" {
  image_id   = "ami-0abc1234"
  account_id = "123456789012"
}

resource "aws_ami_launch_permission" "organization" {
  image_id         = "ami-0abc1234"
  organization_arn = "arn:aws:organizations::123456789012:organization/o-abc1234567"
}
