use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_subnet",
    hcl: r#"
resource "aws_vpc" "subnet" {
  cidr_block = "10.62.0.0/16"
}
resource "aws_subnet" "subnet_plain" {
  vpc_id     = aws_vpc.subnet.id
  cidr_block = "10.62.1.0/24"
}
resource "aws_subnet" "subnet_all" {
  vpc_id                                      = aws_vpc.subnet.id
  cidr_block                                  = "10.62.2.0/24"
  availability_zone                           = "us-east-1b"
  map_public_ip_on_launch                     = true
  enable_resource_name_dns_a_record_on_launch = true
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_default_subnet" "subnet_default" {
  availability_zone       = "us-east-1c"
  map_public_ip_on_launch = false
}
"#,
    changes: &[
        Change {
            name: "public addresses given to all that starts there",
            on: "aws_subnet.subnet_plain",
            statements: r#"
client("ec2").modify_subnet_attribute(SubnetId=id, MapPublicIpOnLaunch={"Value": True})"#,
            drift: &["map_public_ip_on_launch"],
        },
        Change {
            name: "IPv6 addresses given to all that starts there",
            on: "aws_subnet.subnet_all",
            statements: r#"
client("ec2").modify_subnet_attribute(SubnetId=id, AssignIpv6AddressOnCreation={"Value": True})"#,
            drift: &["assign_ipv6_address_on_creation"],
        },
        Change {
            name: "names and public addresses taken away",
            on: "aws_subnet.subnet_all",
            statements: r#"
ec2 = client("ec2")
ec2.modify_subnet_attribute(SubnetId=id, EnableResourceNameDnsARecordOnLaunch={"Value": False})
ec2.modify_subnet_attribute(SubnetId=id, MapPublicIpOnLaunch={"Value": False})"#,
            drift: &[
                "enable_resource_name_dns_a_record_on_launch",
                "map_public_ip_on_launch",
            ],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_subnet.subnet_all",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "public addresses given in a default subnet",
            on: "aws_default_subnet.subnet_default",
            statements: r#"
client("ec2").modify_subnet_attribute(SubnetId=id, MapPublicIpOnLaunch={"Value": True})"#,
            drift: &["map_public_ip_on_launch"],
        },
    ],
    unseen: &[
        (
            "ec2:AssociateSubnetCidrBlock",
            "the emulator describes no IPv6 block of a subnet truly; see `networks`",
        ),
        (
            "ec2:DisassociateSubnetCidrBlock",
            "the emulator describes no IPv6 block of a subnet truly; see `networks`",
        ),
    ],
    by_hand: &["create-tags", "delete-tags", "modify-subnet-attribute"],
    ..NOTHING
};
