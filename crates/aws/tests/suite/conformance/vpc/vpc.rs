use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_vpc",
    hcl: r#"
resource "aws_vpc" "vpc_plain" {
  cidr_block = "10.60.0.0/16"
}
resource "aws_vpc" "vpc_all" {
  cidr_block                           = "10.61.0.0/16"
  instance_tenancy                     = "default"
  enable_dns_hostnames                 = true
  enable_network_address_usage_metrics = true
  assign_generated_ipv6_cidr_block     = true
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_vpc_dhcp_options" "vpc_all" {
  domain_name_servers = ["10.61.0.2"]
}
resource "aws_vpc_dhcp_options_association" "vpc_all" {
  vpc_id          = aws_vpc.vpc_all.id
  dhcp_options_id = aws_vpc_dhcp_options.vpc_all.id
}
resource "aws_route_table" "vpc_other" {
  vpc_id = aws_vpc.vpc_all.id
}
resource "aws_default_vpc" "vpc_default" {
  tags = { Name = "default" }
}
"#,
    changes: &[
        Change {
            name: "name resolution switched off",
            on: "aws_vpc.vpc_plain",
            statements: r#"
client("ec2").modify_vpc_attribute(VpcId=id, EnableDnsSupport={"Value": False})"#,
            drift: &["enable_dns_support"],
        },
        Change {
            name: "an IPv6 block added",
            on: "aws_vpc.vpc_plain",
            statements: r#"
client("ec2").associate_vpc_cidr_block(VpcId=id, AmazonProvidedIpv6CidrBlock=True)"#,
            drift: &[
                "assign_generated_ipv6_cidr_block",
                "ipv6_association_id",
                "ipv6_cidr_block",
            ],
        },
        Change {
            name: "host names and metrics switched off",
            on: "aws_vpc.vpc_all",
            statements: r#"
ec2 = client("ec2")
ec2.modify_vpc_attribute(VpcId=id, EnableDnsHostnames={"Value": False})
ec2.modify_vpc_attribute(VpcId=id, EnableNetworkAddressUsageMetrics={"Value": False})"#,
            drift: &[
                "enable_dns_hostnames",
                "enable_network_address_usage_metrics",
            ],
        },
        Change {
            name: "another main route table",
            on: "aws_vpc.vpc_all",
            statements: r#"
ec2 = client("ec2")
main = ec2.describe_route_tables(Filters=[
    {"Name": "vpc-id", "Values": [id]}, {"Name": "association.main", "Values": ["true"]}])
ec2.replace_route_table_association(
    AssociationId=main["RouteTables"][0]["Associations"][0]["RouteTableAssociationId"],
    RouteTableId=ids["aws_route_table.vpc_other"])"#,
            drift: &["main_route_table_id"],
        },
        Change {
            name: "the DHCP options taken away",
            on: "aws_vpc.vpc_all",
            statements: r#"
client("ec2").associate_dhcp_options(VpcId=id, DhcpOptionsId="default")"#,
            drift: &["dhcp_options_id"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_vpc.vpc_all",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "the default VPC given host names no more",
            on: "aws_default_vpc.vpc_default",
            statements: r#"
client("ec2").modify_vpc_attribute(VpcId=id, EnableDnsHostnames={"Value": False})"#,
            drift: &["enable_dns_hostnames"],
        },
    ],
    by_hand: &[
        "associate-dhcp-options",
        "create-tags",
        "delete-tags",
        "disassociate-vpc-cidr-block",
        "modify-vpc-attribute",
        "replace-route-table-association",
    ],
    ..NOTHING
};
