# fails: aws_default_security_group.own
# fails: aws_default_security_group.out
# unknown: aws_default_security_group.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_default_security_group" "own" {
  vpc_id = "vpc-0abc1234"
  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_default_security_group" "out" {
  vpc_id = "vpc-0def5678"
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_default_security_group" "later" {
  vpc_id = "vpc-0abc5678"
  dynamic "ingress" {
    for_each = [for on in [terraform_data.later.output] : 443 if on]
    content {
      protocol  = "tcp"
      from_port = ingress.value
      to_port   = ingress.value
      self      = true
    }
  }
}
