resource "terraform_data" "later" {
  input = "0.0.0.0/0"
}

# Blocks made by `dynamic` are not part of a plan's configuration.
resource "aws_security_group" "mixed" {
  ingress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = ["sg-0abc1234"]
  }

  dynamic "ingress" {
    for_each = [22]
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [terraform_data.later.output]
    }
  }
}

resource "aws_instance" "mixed" {
  ami           = "ami-0abc1234"
  instance_type = "t3.micro"

  dynamic "root_block_device" {
    for_each = [true]
    content {
      encrypted = terraform_data.later.output != ""
    }
  }
}
