# fails: aws_instance.unset
# fails: aws_instance.off
# fails: aws_launch_template.unset
# fails: aws_launch_template.off
# unknown: aws_instance.later
# unknown: aws_launch_template.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_instance" "unset" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
}

resource "aws_instance" "off" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  monitoring    = false
}

resource "aws_launch_template" "unset" {
  name = "unset"
}

resource "aws_launch_template" "off" {
  name = "off"
  monitoring {
    enabled = false
  }
}

resource "aws_instance" "later" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  monitoring    = terraform_data.later.output
}

resource "aws_launch_template" "later" {
  name = "later"
  monitoring {
    enabled = terraform_data.later.output
  }
}
