# fails: aws_instance.public
# fails: aws_launch_template.public
# unknown: aws_instance.later
# unknown: aws_launch_template.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_instance" "public" {
  ami                         = "ami-0abc1234"
  instance_type               = "t3.micro"
  associate_public_ip_address = true
}

resource "aws_launch_template" "public" {
  name = "public"
  network_interfaces {
    associate_public_ip_address = true
  }
}

resource "aws_instance" "later" {
  ami                         = "ami-0abc1234"
  instance_type               = "t3.micro"
  associate_public_ip_address = terraform_data.later.output
}

resource "aws_launch_template" "later" {
  name = "later"
  network_interfaces {
    associate_public_ip_address = terraform_data.later.output
  }
}
