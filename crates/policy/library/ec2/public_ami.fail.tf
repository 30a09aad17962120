# fails: aws_ami_launch_permission.everyone
# unknown: aws_ami_launch_permission.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_ami_launch_permission" "everyone" {
  image_id = "ami-0abc1234"
  group    = "all"
}

resource "aws_ami_launch_permission" "later" {
  image_id = "ami-0abc1234"
  group    = terraform_data.later.output ? "all" : null
}
