# fails: aws_network_acl.inline
# fails: aws_default_network_acl.everything
# fails: aws_network_acl_rule.rdp
# unknown: aws_network_acl_rule.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_network_acl" "inline" {
  vpc_id = "vpc-0abc1234"
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 20
    to_port    = 30
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_default_network_acl" "everything" {
  default_network_acl_id = "acl-0abc1234"
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl_rule" "rdp" {
  network_acl_id  = "acl-0abc1234"
  rule_number     = 100
  rule_action     = "allow"
  protocol        = "6"
  from_port       = 3389
  to_port         = 3389
  ipv6_cidr_block = "::/0"
}

resource "aws_network_acl_rule" "later" {
  network_acl_id = "acl-0abc1234"
  rule_number    = 110
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  cidr_block     = terraform_data.later.output ? "10.0.0.0/8" : "0.0.0.0/0"
}
