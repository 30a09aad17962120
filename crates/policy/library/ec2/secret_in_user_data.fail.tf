# fails: aws_launch_template.id
# fails: aws_instance.encoded
# fails: aws_launch_template.key
# unknown: aws_instance.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_launch_template" "id" {
  name      = "access-key-id"
  user_data = base64encode("#!/bin/sh\nexport AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n")
}

resource "aws_instance" "encoded" {
  ami              = "ami-0abc1234"
  instance_type    = "t3.micro"
  user_data_base64 = base64encode("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
}

resource "aws_launch_template" "key" {
  name      = "key"
  user_data = base64encode("-----BEGIN RSA PRIVATE KEY-----\nMIIE")
}

resource "aws_instance" "later" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  user_data     = "echo ${terraform_data.later.output}"
}
