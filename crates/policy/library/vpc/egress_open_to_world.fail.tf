# fails: aws_security_group.inline
# fails: aws_security_group_rule.all
# fails: aws_vpc_security_group_egress_rule.all
# unknown: aws_security_group.later
# unknown: aws_vpc_security_group_egress_rule.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_security_group" "inline" {
  name = "inline"
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "all" {
  security_group_id = "sg-0abc1234"
  type              = "egress"
  from_port         = 0
  to_port           = 0
  protocol          = "all"
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = "sg-0abc1234"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "later" {
  name = "later"
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = [terraform_data.later.output ? "10.0.0.0/8" : "0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_egress_rule" "later" {
  security_group_id = "sg-0abc1234"
  ip_protocol       = "-1"
  cidr_ipv4         = terraform_data.later.output ? "10.0.0.0/8" : "0.0.0.0/0"
}
