resource "aws_vpc" "groups" {
  cidr_block = "10.20.0.0/16"
  # Without it, moto does not revoke IPv6 egress.
  assign_generated_ipv6_cidr_block = true
}
resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "offices"
  address_family = "IPv4"
  max_entries    = 2
  entry { cidr = "192.0.2.0/24" }
}

# No rules, no tags.
resource "aws_security_group" "peer" {
  name        = "conformance-peer"
  description = "peer"
  vpc_id      = aws_vpc.groups.id
}

# Every kind of peer, and rules that AWS groups otherwise than Terraform.
resource "aws_security_group" "web" {
  name        = "conformance-web"
  description = "web servers"
  vpc_id      = aws_vpc.groups.id
  ingress {
    description      = "https"
    protocol         = "tcp"
    from_port        = 443
    to_port          = 443
    cidr_blocks      = ["192.168.0.0/16", "10.0.0.0/8"]
    ipv6_cidr_blocks = ["2001:db8::/32", "fd00::/8"]
  }
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["172.16.0.0/12"]
  }
  ingress {
    protocol         = "tcp"
    from_port        = 80
    to_port          = 80
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
  ingress {
    description = "cluster"
    protocol    = "tcp"
    from_port   = 7000
    to_port     = 7010
    self        = true
  }
  ingress {
    description     = "database"
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.peer.id]
  }
  # Without a description, which moto forgets for a prefix list.
  ingress {
    protocol        = "udp"
    from_port       = 53
    to_port         = 53
    prefix_list_ids = [aws_ec2_managed_prefix_list.offices.id]
  }
  ingress {
    description = "ping"
    protocol    = "icmp"
    from_port   = 8
    to_port     = 0
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    protocol         = "icmpv6"
    from_port        = -1
    to_port          = -1
    ipv6_cidr_blocks = ["fd00::/8"]
  }
  egress {
    description = "anywhere"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
  tags = {
    Name          = "web"
    Env           = "prod"
    "cost center" = "a b"
    "team/owner"  = "ops@example.com"
    "größe"       = "ü€"
    empty         = ""
  }
}

resource "aws_security_group" "open" {
  name_prefix            = "conformance-open-"
  description            = "open among themselves"
  vpc_id                 = aws_vpc.groups.id
  revoke_rules_on_delete = true
  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "by_rule" {
  name        = "conformance-by-rule"
  description = "rules are resources"
  vpc_id      = aws_vpc.groups.id
}
resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.by_rule.id
  description       = "https"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}
resource "aws_vpc_security_group_ingress_rule" "peer" {
  security_group_id            = aws_security_group.by_rule.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.peer.id
}
resource "aws_vpc_security_group_egress_rule" "v6" {
  security_group_id = aws_security_group.by_rule.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "by_old_rule" {
  name        = "conformance-by-old-rule"
  description = "rules are resources of the old kind"
  vpc_id      = aws_vpc.groups.id
}
resource "aws_security_group_rule" "networks" {
  security_group_id = aws_security_group.by_old_rule.id
  type              = "ingress"
  description       = "networks"
  protocol          = "tcp"
  from_port         = 8443
  to_port           = 8443
  cidr_blocks       = ["10.1.0.0/16", "10.2.0.0/16"]
}
resource "aws_security_group_rule" "cluster" {
  security_group_id = aws_security_group.by_old_rule.id
  type              = "ingress"
  protocol          = "udp"
  from_port         = 500
  to_port           = 500
  self              = true
}
resource "aws_security_group_rule" "from_group" {
  security_group_id        = aws_security_group.by_old_rule.id
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 22
  to_port                  = 22
  source_security_group_id = aws_security_group.peer.id
}
resource "aws_security_group_rule" "out" {
  security_group_id = aws_security_group.by_old_rule.id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}
resource "aws_vpc_security_group_ingress_rule" "itself" {
  security_group_id            = aws_security_group.by_rule.id
  ip_protocol                  = "udp"
  from_port                    = 7946
  to_port                      = 7946
  referenced_security_group_id = aws_security_group.by_rule.id
}
resource "aws_vpc_security_group_egress_rule" "ping" {
  security_group_id = aws_security_group.by_rule.id
  ip_protocol       = "icmp"
  from_port         = -1
  to_port           = -1
  cidr_ipv4         = "10.0.0.0/8"
}

# The group that every VPC has.
resource "aws_default_security_group" "of_groups" {
  vpc_id = aws_vpc.groups.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
  tags = { Name = "default" }
}
