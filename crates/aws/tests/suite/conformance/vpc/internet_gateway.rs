use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_internet_gateway",
    hcl: r#"
resource "aws_vpc" "internet_gateway" {
  cidr_block = "10.65.0.0/16"
}
resource "aws_vpc" "internet_gateway_other" {
  cidr_block = "10.66.0.0/16"
}
resource "aws_vpc" "internet_gateway_none" {
  cidr_block = "10.67.0.0/16"
}
resource "aws_internet_gateway" "internet_gateway_attached" {
  vpc_id = aws_vpc.internet_gateway.id
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_internet_gateway" "internet_gateway_free" {}
resource "aws_internet_gateway" "internet_gateway_by_attachment" {}
resource "aws_internet_gateway_attachment" "internet_gateway" {
  internet_gateway_id = aws_internet_gateway.internet_gateway_by_attachment.id
  vpc_id              = aws_vpc.internet_gateway_other.id
}
"#,
    changes: &[
        Change {
            name: "detached",
            on: "aws_internet_gateway.internet_gateway_attached",
            statements: r#"
client("ec2").detach_internet_gateway(
    InternetGatewayId=id, VpcId=ids["aws_vpc.internet_gateway"])"#,
            drift: &["vpc_id"],
        },
        Change {
            name: "moved to another VPC",
            on: "aws_internet_gateway.internet_gateway_attached",
            statements: r#"
ec2 = client("ec2")
gateway = ec2.describe_internet_gateways(InternetGatewayIds=[id])["InternetGateways"][0]
for attachment in gateway["Attachments"]:
    ec2.detach_internet_gateway(InternetGatewayId=id, VpcId=attachment["VpcId"])
ec2.attach_internet_gateway(InternetGatewayId=id, VpcId=ids["aws_vpc.internet_gateway_none"])"#,
            drift: &["vpc_id"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_internet_gateway.internet_gateway_attached",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "attached where no gateway was",
            on: "aws_internet_gateway.internet_gateway_free",
            statements: r#"
client("ec2").attach_internet_gateway(
    InternetGatewayId=id, VpcId=ids["aws_vpc.internet_gateway_none"])"#,
            drift: &["vpc_id"],
        },
        Change {
            name: "detached behind the attachment",
            on: "aws_internet_gateway.internet_gateway_by_attachment",
            statements: r#"
client("ec2").detach_internet_gateway(
    InternetGatewayId=id, VpcId=ids["aws_vpc.internet_gateway_other"])"#,
            drift: &["vpc_id"],
        },
    ],
    by_hand: &[
        "attach-internet-gateway",
        "create-tags",
        "delete-tags",
        "detach-internet-gateway",
    ],
    ..NOTHING
};
