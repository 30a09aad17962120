resource "aws_security_group" "none" {
  name = "none"
}

resource "aws_security_group" "https" {
  name = "https"
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# To another group, whose id is not known yet.
resource "aws_security_group" "peer" {
  name = "peer"
  egress {
    from_port       = 0
    to_port         = 0
    protocol        = "-1"
    security_groups = [aws_security_group.none.id]
  }
}

resource "aws_security_group_rule" "in" {
  security_group_id = "sg-0abc1234"
  type              = "ingress"
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_vpc_security_group_egress_rule" "inside" {
  security_group_id = "sg-0abc1234"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
}
