# fails: aws_security_group.inline
# fails: aws_security_group_rule.range
# fails: aws_vpc_security_group_ingress_rule.rdp["v4"]
# fails: aws_vpc_security_group_ingress_rule.everything
# unknown: aws_security_group.later
# unknown: aws_security_group.dynamic

resource "aws_security_group" "inline" {
  name = "inline"
  ingress {
    from_port        = 22
    to_port          = 22
    protocol         = "tcp"
    cidr_blocks      = ["10.0.0.0/8"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group_rule" "range" {
  security_group_id = aws_security_group.inline.id
  type              = "ingress"
  from_port         = 20
  to_port           = 4000
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_vpc_security_group_ingress_rule" "rdp" {
  for_each          = { v4 = "0.0.0.0/0" }
  security_group_id = aws_security_group.inline.id
  from_port         = 3389
  to_port           = 3389
  ip_protocol       = "tcp"
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_ingress_rule" "everything" {
  security_group_id = aws_security_group.inline.id
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_eip" "office" {}

resource "aws_security_group" "later" {
  name = "later"
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["${aws_eip.office.public_ip}/32"]
  }
}

# How many rules there are is known only after apply.
resource "aws_security_group" "dynamic" {
  name = "dynamic"
  dynamic "ingress" {
    for_each = terraform_data.ports.output
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

resource "terraform_data" "ports" {
  input = [22]
}
