use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_eip",
    hcl: r#"
resource "aws_vpc" "eip" {
  cidr_block = "10.72.0.0/16"
}
resource "aws_internet_gateway" "eip" {
  vpc_id = aws_vpc.eip.id
}
resource "aws_subnet" "eip" {
  vpc_id     = aws_vpc.eip.id
  cidr_block = "10.72.1.0/24"
}
resource "aws_network_interface" "eip" {
  subnet_id = aws_subnet.eip.id
}
resource "aws_network_interface" "eip_other" {
  subnet_id = aws_subnet.eip.id
}
resource "aws_network_interface" "eip_free" {
  subnet_id = aws_subnet.eip.id
}
resource "aws_network_interface" "eip_associated" {
  subnet_id = aws_subnet.eip.id
}
resource "aws_eip" "eip_attached" {
  domain            = "vpc"
  network_interface = aws_network_interface.eip.id
  depends_on        = [aws_internet_gateway.eip]
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_eip" "eip_free" {
  domain = "vpc"
}
resource "aws_eip" "eip_associated" {
  domain = "vpc"
}
resource "aws_eip_association" "eip" {
  allocation_id        = aws_eip.eip_associated.id
  network_interface_id = aws_network_interface.eip_associated.id
}
"#,
    changes: &[
        Change {
            name: "taken away",
            on: "aws_eip.eip_attached",
            statements: r#"
ec2 = client("ec2")
address = ec2.describe_addresses(AllocationIds=[id])["Addresses"][0]
ec2.disassociate_address(AssociationId=address["AssociationId"])"#,
            drift: &["network_interface", "private_ip"],
        },
        Change {
            name: "given to another interface",
            on: "aws_eip.eip_attached",
            statements: r#"
client("ec2").associate_address(AllocationId=id, AllowReassociation=True,
    NetworkInterfaceId=ids["aws_network_interface.eip_other"])"#,
            drift: &["network_interface", "private_ip"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_eip.eip_attached",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "given to an interface that had none",
            on: "aws_eip.eip_free",
            statements: r#"
client("ec2").associate_address(AllocationId=id, AllowReassociation=True,
    NetworkInterfaceId=ids["aws_network_interface.eip_free"])"#,
            drift: &["network_interface", "private_ip"],
        },
    ],
    by_hand: &[
        "associate-address",
        "create-tags",
        "delete-tags",
        "disassociate-address",
    ],
    ..NOTHING
};
