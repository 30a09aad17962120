use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_network_interface",
    hcl: r#"
resource "aws_vpc" "network_interface" {
  cidr_block = "10.83.0.0/16"
}
resource "aws_subnet" "network_interface" {
  vpc_id     = aws_vpc.network_interface.id
  cidr_block = "10.83.1.0/24"
}
resource "aws_security_group" "network_interface" {
  count  = 3
  name   = "network-interface-${count.index}"
  vpc_id = aws_vpc.network_interface.id
}
resource "aws_network_interface" "plain" {
  subnet_id = aws_subnet.network_interface.id
}
resource "aws_network_interface" "router" {
  subnet_id         = aws_subnet.network_interface.id
  description       = "routes, \"mostly\""
  private_ips       = ["10.83.1.10", "10.83.1.11"]
  security_groups   = [aws_security_group.network_interface[0].id, aws_security_group.network_interface[1].id]
  source_dest_check = false
  tags              = { Name = "router", "cost center" = "a/b" }
}
resource "aws_network_interface" "by_group" {
  subnet_id       = aws_subnet.network_interface.id
  security_groups = [aws_security_group.network_interface[0].id]
  lifecycle {
    ignore_changes = [security_groups]
  }
}
resource "aws_network_interface_sg_attachment" "second" {
  network_interface_id = aws_network_interface.by_group.id
  security_group_id    = aws_security_group.network_interface[1].id
}
resource "aws_network_interface" "second" {
  subnet_id = aws_subnet.network_interface.id
}
resource "aws_network_interface" "third" {
  subnet_id = aws_subnet.network_interface.id
  attachment {
    instance     = aws_instance.network_interface.id
    device_index = 2
  }
  depends_on = [aws_network_interface_attachment.second]
}
resource "aws_instance" "network_interface" {
  ami           = "ami-12c6146b"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.network_interface.id
}
resource "aws_network_interface_attachment" "second" {
  instance_id          = aws_instance.network_interface.id
  network_interface_id = aws_network_interface.second.id
  device_index         = 1
}
"#,
    changes: &[
        Change {
            name: "a security group swapped for another",
            on: "aws_network_interface.router",
            statements: r#"
client("ec2").modify_network_interface_attribute(NetworkInterfaceId=id, Groups=[
    ids["aws_security_group.network_interface[0]"], ids["aws_security_group.network_interface[2]"]])"#,
            drift: &[
                "security_groups[{aws_security_group.network_interface[1]}]",
                "security_groups[{aws_security_group.network_interface[2]}]",
            ],
        },
        Change {
            name: "addresses changed",
            on: "aws_network_interface.router",
            statements: r#"
ec2 = client("ec2")
ec2.unassign_private_ip_addresses(NetworkInterfaceId=id, PrivateIpAddresses=["10.83.1.11"])
ec2.assign_private_ip_addresses(NetworkInterfaceId=id, PrivateIpAddresses=["10.83.1.12"])"#,
            drift: &["private_ips[10.83.1.11]", "private_ips[10.83.1.12]"],
        },
        Change {
            name: "described otherwise, and checked",
            on: "aws_network_interface.router",
            statements: r#"
ec2 = client("ec2")
ec2.modify_network_interface_attribute(NetworkInterfaceId=id, Description={"Value": "x"})
ec2.modify_network_interface_attribute(NetworkInterfaceId=id, SourceDestCheck={"Value": True})"#,
            drift: &["description", "source_dest_check"],
        },
        Change {
            name: "tags changed, added and removed",
            on: "aws_network_interface.router",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Name", "Value": "x"}, {"Key": "a", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Name", "tags.a", "tags[\"cost center\"]"],
        },
        Change {
            name: "no longer checked",
            on: "aws_network_interface.plain",
            statements: r#"
client("ec2").modify_network_interface_attribute(
    NetworkInterfaceId=id, SourceDestCheck={"Value": False})"#,
            drift: &["source_dest_check"],
        },
        Change {
            name: "an IPv6 address added",
            on: "aws_network_interface.plain",
            statements: r#"
client("ec2").assign_ipv6_addresses(NetworkInterfaceId=id, Ipv6Addresses=["2001:db8::5"])"#,
            drift: &["ipv6_addresses[2001:db8::5]"],
        },
        Change {
            name: "the group of a resource of its own taken off",
            on: "aws_network_interface.by_group",
            statements: r#"
client("ec2").modify_network_interface_attribute(NetworkInterfaceId=id, Groups=[
    ids["aws_security_group.network_interface[0]"]])"#,
            drift: &["security_groups[{aws_security_group.network_interface[1]}]"],
        },
        Change {
            name: "taken from its instance",
            on: "aws_network_interface.third",
            statements: r#"
ec2 = client("ec2")
found = ec2.describe_network_interfaces(NetworkInterfaceIds=[id])["NetworkInterfaces"][0]
ec2.detach_network_interface(AttachmentId=found["Attachment"]["AttachmentId"])"#,
            drift: &["attachment[{aws_instance.network_interface}]"],
        },
    ],
    unseen: &[(
        "ec2:AssignIpv6Addresses",
        "the provider cannot wait for the IPv6 network of an emulated subnet",
    )],
    by_hand: &[
        "assign-private-ip-addresses",
        "attach-network-interface",
        "create-tags",
        "delete-tags",
        "modify-network-interface-attribute",
        "unassign-ipv6-addresses",
        "unassign-private-ip-addresses",
    ],
    ..NOTHING
};
