use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_route_table",
    hcl: r#"
resource "aws_vpc" "route_table" {
  cidr_block                       = "10.63.0.0/16"
  assign_generated_ipv6_cidr_block = true
}
resource "aws_vpc" "route_table_peer" {
  cidr_block = "10.59.0.0/16"
}
resource "aws_vpc_peering_connection" "route_table" {
  vpc_id      = aws_vpc.route_table.id
  peer_vpc_id = aws_vpc.route_table_peer.id
  auto_accept = true
}
resource "aws_internet_gateway" "route_table" {
  vpc_id = aws_vpc.route_table.id
}
resource "aws_egress_only_internet_gateway" "route_table" {
  vpc_id = aws_vpc.route_table.id
}
resource "aws_subnet" "route_table" {
  vpc_id     = aws_vpc.route_table.id
  cidr_block = "10.63.1.0/24"
}
resource "aws_nat_gateway" "route_table" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.route_table.id
}
resource "aws_network_interface" "route_table" {
  subnet_id = aws_subnet.route_table.id
}
resource "aws_route_table" "route_table_inline" {
  vpc_id = aws_vpc.route_table.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.route_table.id
  }
  route {
    cidr_block                = "10.59.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.route_table.id
  }
  route {
    cidr_block           = "192.168.0.0/16"
    network_interface_id = aws_network_interface.route_table.id
  }
  route {
    ipv6_cidr_block        = "::/0"
    egress_only_gateway_id = aws_egress_only_internet_gateway.route_table.id
  }
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_route_table" "route_table_empty" {
  vpc_id = aws_vpc.route_table.id
}
resource "aws_route_table" "route_table_bare" {
  vpc_id = aws_vpc.route_table.id
}
resource "aws_route" "route_table_v4" {
  route_table_id         = aws_route_table.route_table_bare.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.route_table.id
}
resource "aws_route" "route_table_v6" {
  route_table_id              = aws_route_table.route_table_bare.id
  destination_ipv6_cidr_block = "::/0"
  gateway_id                  = aws_internet_gateway.route_table.id
}
resource "aws_default_route_table" "route_table_main" {
  default_route_table_id = aws_vpc.route_table.default_route_table_id
  route {
    cidr_block = "172.16.0.0/12"
    gateway_id = aws_internet_gateway.route_table.id
  }
}
"#,
    changes: &[
        Change {
            name: "the way out turned to the internet",
            on: "aws_route_table.route_table_inline",
            statements: r#"
client("ec2").replace_route(RouteTableId=id, DestinationCidrBlock="0.0.0.0/0",
    GatewayId=ids["aws_internet_gateway.route_table"])"#,
            drift: &[
                "route[0.0.0.0/0].gateway_id",
                "route[0.0.0.0/0].nat_gateway_id",
            ],
        },
        Change {
            name: "two routes deleted and one added",
            on: "aws_route_table.route_table_inline",
            statements: r#"
ec2 = client("ec2")
ec2.delete_route(RouteTableId=id, DestinationCidrBlock="10.59.0.0/16")
ec2.delete_route(RouteTableId=id, DestinationIpv6CidrBlock="::/0")
ec2.create_route(RouteTableId=id, DestinationCidrBlock="203.0.113.0/24",
    GatewayId=ids["aws_internet_gateway.route_table"])"#,
            drift: &[
                "route[10.59.0.0/16]",
                "route[203.0.113.0/24]",
                "route[::/0]",
            ],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_route_table.route_table_inline",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "a way to the internet added",
            on: "aws_route_table.route_table_empty",
            statements: r#"
ec2 = client("ec2")
gateway = ids["aws_internet_gateway.route_table"]
ec2.create_route(RouteTableId=id, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
ec2.create_route(RouteTableId=id, DestinationIpv6CidrBlock="::/0", GatewayId=gateway)"#,
            drift: &["route[0.0.0.0/0]", "route[::/0]"],
        },
        Change {
            name: "a route resource deleted",
            on: "aws_route_table.route_table_bare",
            statements: r#"
client("ec2").delete_route(RouteTableId=id, DestinationCidrBlock="0.0.0.0/0")"#,
            drift: &["route[0.0.0.0/0]"],
        },
        Change {
            name: "a route added beside route resources",
            on: "aws_route_table.route_table_bare",
            statements: r#"
client("ec2").create_route(RouteTableId=id, DestinationCidrBlock="192.168.7.0/24",
    NetworkInterfaceId=ids["aws_network_interface.route_table"])"#,
            drift: &["route[192.168.7.0/24]"],
        },
        Change {
            name: "the main table emptied",
            on: "aws_default_route_table.route_table_main",
            statements: r#"
client("ec2").delete_route(RouteTableId=id, DestinationCidrBlock="172.16.0.0/12")"#,
            drift: &["route[172.16.0.0/12]"],
        },
    ],
    unseen: &[
        (
            "ec2:DisableVgwRoutePropagation",
            "the emulator has no such call",
        ),
        (
            "ec2:EnableVgwRoutePropagation",
            "the emulator has no such call",
        ),
    ],
    by_hand: &[
        "create-route",
        "create-tags",
        "delete-route",
        "delete-tags",
        "replace-route",
    ],
    ..NOTHING
};
