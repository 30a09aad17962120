# fails: aws_security_group.all
# fails: aws_security_group_rule.tcp
# fails: aws_vpc_security_group_ingress_rule.all

resource "aws_security_group" "all" {
  name = "all"
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "tcp" {
  security_group_id = aws_security_group.all.id
  type              = "ingress"
  from_port         = 0
  to_port           = 65535
  protocol          = "tcp"
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_vpc_security_group_ingress_rule" "all" {
  security_group_id = aws_security_group.all.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}
