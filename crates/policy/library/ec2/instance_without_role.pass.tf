resource "aws_iam_instance_profile" "web" {
  name_prefix = "web"
  role        = "web"
}

# Its name is known only after apply, but it is certain that there will be one.
resource "aws_instance" "referred" {
  ami                  = "ami-0abc1234"
  instance_type        = "t3.micro"
  iam_instance_profile = aws_iam_instance_profile.web.name
}

resource "aws_instance" "named" {
  ami                  = "ami-0abc1234"
  instance_type        = "t3.micro"
  iam_instance_profile = "web"
}

resource "aws_instance" "from_template" {
  launch_template {
    name = "web"
  }
}
