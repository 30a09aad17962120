use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_route_table_association",
    hcl: r#"
resource "aws_vpc" "association" {
  cidr_block = "10.64.0.0/16"
}
resource "aws_route_table" "association" {
  vpc_id = aws_vpc.association.id
}
resource "aws_route_table" "association_other" {
  vpc_id = aws_vpc.association.id
}
resource "aws_subnet" "association" {
  vpc_id     = aws_vpc.association.id
  cidr_block = "10.64.1.0/24"
}
resource "aws_route_table_association" "association" {
  subnet_id      = aws_subnet.association.id
  route_table_id = aws_route_table.association.id
}
resource "aws_subnet" "association_none" {
  vpc_id     = aws_vpc.association.id
  cidr_block = "10.64.2.0/24"
}
resource "aws_subnet" "association_none_too" {
  vpc_id     = aws_vpc.association.id
  cidr_block = "10.64.3.0/24"
}
"#,
    changes: &[
        Change {
            name: "a subnet that followed the main table associated",
            on: "aws_subnet.association_none",
            statements: r#"
client("ec2").associate_route_table(
    SubnetId=id, RouteTableId=ids["aws_route_table.association_other"])"#,
            drift: &["route_table_id"],
        },
        Change {
            name: "another associated",
            on: "aws_subnet.association_none_too",
            statements: r#"
client("ec2").associate_route_table(
    SubnetId=id, RouteTableId=ids["aws_route_table.association"])"#,
            drift: &["route_table_id"],
        },
    ],
    unseen: &[
        (
            "ec2:AssociateRouteTable",
            "leaves Terraform an association to import; see `networks`",
        ),
        (
            "ec2:ReplaceRouteTableAssociation",
            "leaves Terraform an association to import; see `networks`",
        ),
    ],
    by_hand: &["disassociate-route-table"],
    ..NOTHING
};
