use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_vpc_endpoint",
    hcl: r#"
resource "aws_vpc" "vpc_endpoint" {
  cidr_block           = "10.70.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_subnet" "vpc_endpoint" {
  vpc_id     = aws_vpc.vpc_endpoint.id
  cidr_block = "10.70.1.0/24"
}
resource "aws_subnet" "vpc_endpoint_other" {
  vpc_id     = aws_vpc.vpc_endpoint.id
  cidr_block = "10.70.2.0/24"
}
resource "aws_security_group" "vpc_endpoint" {
  name        = "conformance-vpc-endpoint"
  description = "endpoint"
  vpc_id      = aws_vpc.vpc_endpoint.id
}
resource "aws_security_group" "vpc_endpoint_other" {
  name        = "conformance-vpc-endpoint-other"
  description = "other"
  vpc_id      = aws_vpc.vpc_endpoint.id
}
resource "aws_route_table" "vpc_endpoint" {
  vpc_id = aws_vpc.vpc_endpoint.id
}
resource "aws_route_table" "vpc_endpoint_other" {
  vpc_id = aws_vpc.vpc_endpoint.id
}
resource "aws_vpc_endpoint" "vpc_endpoint_gateway" {
  vpc_id          = aws_vpc.vpc_endpoint.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.vpc_endpoint.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = ["s3:GetObject", "s3:ListBucket"]
      Resource  = "*"
    }]
  })
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_vpc_endpoint" "vpc_endpoint_interface" {
  vpc_id              = aws_vpc.vpc_endpoint.id
  service_name        = "com.amazonaws.us-east-1.kms"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.vpc_endpoint.id]
  security_group_ids  = [aws_security_group.vpc_endpoint.id]
  private_dns_enabled = true
}
"#,
    changes: &[
        Change {
            name: "everything allowed",
            on: "aws_vpc_endpoint.vpc_endpoint_gateway",
            statements: r#"
client("ec2").modify_vpc_endpoint(VpcEndpointId=id, PolicyDocument=json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}))"#,
            drift: &["policy"],
        },
        Change {
            name: "taken from one route table and given to another",
            on: "aws_vpc_endpoint.vpc_endpoint_gateway",
            statements: r#"
client("ec2").modify_vpc_endpoint(VpcEndpointId=id,
    AddRouteTableIds=[ids["aws_route_table.vpc_endpoint_other"]],
    RemoveRouteTableIds=[ids["aws_route_table.vpc_endpoint"]])"#,
            drift: &[
                "route_table_ids[{aws_route_table.vpc_endpoint}]",
                "route_table_ids[{aws_route_table.vpc_endpoint_other}]",
            ],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_vpc_endpoint.vpc_endpoint_gateway",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "another group added and a subnet exchanged",
            on: "aws_vpc_endpoint.vpc_endpoint_interface",
            statements: r#"
client("ec2").modify_vpc_endpoint(VpcEndpointId=id,
    AddSecurityGroupIds=[ids["aws_security_group.vpc_endpoint_other"]],
    AddSubnetIds=[ids["aws_subnet.vpc_endpoint_other"]],
    RemoveSubnetIds=[ids["aws_subnet.vpc_endpoint"]])"#,
            drift: &[
                "security_group_ids[{aws_security_group.vpc_endpoint_other}]",
                "subnet_ids[{aws_subnet.vpc_endpoint}]",
                "subnet_ids[{aws_subnet.vpc_endpoint_other}]",
            ],
        },
    ],
    by_hand: &["create-tags", "delete-tags", "modify-vpc-endpoint"],
    ..NOTHING
};
