resource "aws_instance" "bare" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"
}

resource "aws_instance" "private" {
  ami                         = "ami-0abc1234"
  instance_type               = "t3.micro"
  associate_public_ip_address = false
}

resource "aws_security_group" "web" {
  name = "web"
}

# That other arguments of the interface are unknown does not matter.
resource "aws_launch_template" "private" {
  name = "private"
  network_interfaces {
    associate_public_ip_address = false
    security_groups             = [aws_security_group.web.id]
  }
}
