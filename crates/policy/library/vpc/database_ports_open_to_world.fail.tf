# fails: aws_security_group.inline
# fails: aws_security_group_rule.range
# fails: aws_vpc_security_group_ingress_rule.everything
# unknown: aws_vpc_security_group_ingress_rule.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_security_group" "inline" {
  name = "inline"
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "range" {
  security_group_id = "sg-0abc1234"
  type              = "ingress"
  from_port         = 3000
  to_port           = 7000
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_vpc_security_group_ingress_rule" "everything" {
  security_group_id = "sg-0abc1234"
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "later" {
  security_group_id = "sg-0abc1234"
  ip_protocol       = "tcp"
  from_port         = 6379
  to_port           = 6379
  cidr_ipv4         = terraform_data.later.output ? "10.0.0.0/8" : "0.0.0.0/0"
}
