use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_network_acl",
    hcl: r#"
resource "aws_vpc" "network_acl" {
  cidr_block = "10.68.0.0/16"
}
resource "aws_subnet" "network_acl" {
  vpc_id     = aws_vpc.network_acl.id
  cidr_block = "10.68.1.0/24"
}
resource "aws_subnet" "network_acl_default" {
  vpc_id     = aws_vpc.network_acl.id
  cidr_block = "10.68.2.0/24"
}
resource "aws_subnet" "network_acl_by_rule" {
  vpc_id     = aws_vpc.network_acl.id
  cidr_block = "10.68.3.0/24"
}
resource "aws_network_acl" "network_acl_inline" {
  vpc_id     = aws_vpc.network_acl.id
  subnet_ids = [aws_subnet.network_acl.id]
  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "-1"
    cidr_block = "10.1.0.0/16"
    from_port  = 0
    to_port    = 0
  }
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.0.0/8"
    from_port  = 443
    to_port    = 443
  }
  ingress {
    rule_no         = 110
    action          = "allow"
    protocol        = "udp"
    ipv6_cidr_block = "fd00::/8"
    from_port       = 500
    to_port         = 4500
  }
  ingress {
    rule_no    = 120
    action     = "allow"
    protocol   = "icmp"
    cidr_block = "10.0.0.0/8"
    from_port  = 0
    to_port    = 0
    # The emulator forgets any other.
    icmp_type = 0
    icmp_code = 0
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    cidr_block = "0.0.0.0/0"
    from_port  = 0
    to_port    = 0
  }
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_network_acl" "network_acl_by_rule" {
  vpc_id = aws_vpc.network_acl.id
}
resource "aws_network_acl_association" "network_acl_by_rule" {
  network_acl_id = aws_network_acl.network_acl_by_rule.id
  subnet_id      = aws_subnet.network_acl_by_rule.id
}
resource "aws_network_acl_rule" "network_acl_in" {
  network_acl_id = aws_network_acl.network_acl_by_rule.id
  rule_number    = 200
  rule_action    = "allow"
  protocol       = "tcp"
  cidr_block     = "10.0.0.0/8"
  from_port      = 22
  to_port        = 22
}
resource "aws_network_acl_rule" "network_acl_out" {
  network_acl_id = aws_network_acl.network_acl_by_rule.id
  egress         = true
  rule_number    = 200
  rule_action    = "deny"
  protocol       = "all"
  cidr_block     = "203.0.113.0/24"
}
resource "aws_default_network_acl" "network_acl_default" {
  default_network_acl_id = aws_vpc.network_acl.default_network_acl_id
  subnet_ids             = [aws_subnet.network_acl_default.id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    cidr_block = "10.0.0.0/8"
    from_port  = 0
    to_port    = 65535
  }
}
"#,
    changes: &[
        Change {
            name: "443 opened to the world",
            on: "aws_network_acl.network_acl_inline",
            statements: r#"
client("ec2").replace_network_acl_entry(NetworkAclId=id, RuleNumber=100, Egress=False,
    Protocol="6", RuleAction="allow", CidrBlock="0.0.0.0/0", PortRange={"From": 443, "To": 443})"#,
            drift: &["ingress[100].cidr_block"],
        },
        Change {
            name: "a denial deleted, and all allowed before anything is denied",
            on: "aws_network_acl.network_acl_inline",
            statements: r#"
ec2 = client("ec2")
ec2.delete_network_acl_entry(NetworkAclId=id, RuleNumber=90, Egress=False)
ec2.create_network_acl_entry(NetworkAclId=id, RuleNumber=1, Egress=False,
    Protocol="-1", RuleAction="allow", CidrBlock="0.0.0.0/0")"#,
            drift: &["ingress[1]", "ingress[90]"],
        },
        Change {
            name: "egress denied, and ping and IPv6 no longer let in",
            on: "aws_network_acl.network_acl_inline",
            statements: r#"
ec2 = client("ec2")
ec2.replace_network_acl_entry(NetworkAclId=id, RuleNumber=100, Egress=True,
    Protocol="-1", RuleAction="deny", CidrBlock="0.0.0.0/0")
ec2.delete_network_acl_entry(NetworkAclId=id, RuleNumber=110, Egress=False)
ec2.delete_network_acl_entry(NetworkAclId=id, RuleNumber=120, Egress=False)"#,
            drift: &["egress[100].action", "ingress[110]", "ingress[120]"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_network_acl.network_acl_inline",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "a rule resource deleted",
            on: "aws_network_acl.network_acl_by_rule",
            statements: r#"
client("ec2").delete_network_acl_entry(NetworkAclId=id, RuleNumber=200, Egress=True)"#,
            drift: &["egress[200]"],
        },
        Change {
            name: "a rule added beside rule resources",
            on: "aws_network_acl.network_acl_by_rule",
            statements: r#"
client("ec2").create_network_acl_entry(NetworkAclId=id, RuleNumber=201, Egress=False, Protocol="17",
    RuleAction="allow", CidrBlock="0.0.0.0/0", PortRange={"From": 53, "To": 53})"#,
            drift: &["ingress[201]"],
        },
        Change {
            name: "the default ACL opened both ways",
            on: "aws_default_network_acl.network_acl_default",
            statements: r#"
ec2 = client("ec2")
for egress in (True, False):
    ec2.create_network_acl_entry(NetworkAclId=id, RuleNumber=50, Egress=egress, Protocol="-1",
        RuleAction="allow", CidrBlock="0.0.0.0/0")"#,
            drift: &["egress[50]", "ingress[50]"],
        },
    ],
    unseen: &[(
        "ec2:ReplaceNetworkAclAssociation",
        "changes two ACLs at once; see `networks`",
    )],
    by_hand: &[
        "create-network-acl-entry",
        "create-tags",
        "delete-network-acl-entry",
        "delete-tags",
        "replace-network-acl-entry",
    ],
    ..NOTHING
};
