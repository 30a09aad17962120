use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_nat_gateway",
    hcl: r#"
resource "aws_vpc" "nat_gateway" {
  cidr_block = "10.69.0.0/16"
}
resource "aws_subnet" "nat_gateway" {
  vpc_id     = aws_vpc.nat_gateway.id
  cidr_block = "10.69.1.0/24"
}
resource "aws_eip" "nat_gateway" {
  domain = "vpc"
}
resource "aws_nat_gateway" "nat_gateway_public" {
  allocation_id = aws_eip.nat_gateway.id
  subnet_id     = aws_subnet.nat_gateway.id
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_nat_gateway" "nat_gateway_private" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.nat_gateway.id
}
"#,
    changes: &[
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_nat_gateway.nat_gateway_public",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "tags given to a gateway without any",
            on: "aws_nat_gateway.nat_gateway_private",
            statements: r#"
client("ec2").create_tags(Resources=[id], Tags=[{"Key": "Name", "Value": "x"}])"#,
            drift: &["tags.Name"],
        },
    ],
    unseen: &[
        (
            "ec2:AssignPrivateNatGatewayAddress",
            "the emulator has no such call",
        ),
        (
            "ec2:AssociateNatGatewayAddress",
            "the emulator has no such call",
        ),
        (
            "ec2:DisassociateNatGatewayAddress",
            "the emulator has no such call",
        ),
        (
            "ec2:UnassignPrivateNatGatewayAddress",
            "the emulator has no such call",
        ),
    ],
    by_hand: &["create-tags", "delete-tags"],
    ..NOTHING
};
