resource "aws_instance" "on" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
  monitoring    = true
}

resource "aws_launch_template" "on" {
  name = "detailed"
  monitoring {
    enabled = true
  }
}

resource "aws_instance" "from_template" {
  launch_template {
    id = aws_launch_template.on.id
  }
}
