use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_flow_log",
    hcl: r#"
resource "aws_vpc" "flow_log" {
  cidr_block = "10.71.0.0/16"
}
resource "aws_subnet" "flow_log" {
  vpc_id     = aws_vpc.flow_log.id
  cidr_block = "10.71.1.0/24"
}
resource "aws_cloudwatch_log_group" "flow_log" {
  name = "/conformance/flow-log"
}
resource "aws_iam_role" "flow_log" {
  name = "conformance-flow-log"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
resource "aws_s3_bucket" "flow_log" {
  bucket = "conformance-flow-log"
}
resource "aws_flow_log" "flow_log_of_vpc" {
  vpc_id          = aws_vpc.flow_log.id
  traffic_type    = "ALL"
  iam_role_arn    = aws_iam_role.flow_log.arn
  log_destination = aws_cloudwatch_log_group.flow_log.arn
  tags = { Env = "prod", "cost center" = "a/b", "größe" = "" }
}
resource "aws_flow_log" "flow_log_of_subnet" {
  subnet_id                = aws_subnet.flow_log.id
  traffic_type             = "REJECT"
  log_destination_type     = "s3"
  log_destination          = aws_s3_bucket.flow_log.arn
  max_aggregation_interval = 60
}
"#,
    changes: &[
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_flow_log.flow_log_of_vpc",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "tags given to a flow log without any",
            on: "aws_flow_log.flow_log_of_subnet",
            statements: r#"
client("ec2").create_tags(Resources=[id], Tags=[{"Key": "Name", "Value": "x"}])"#,
            drift: &["tags.Name"],
        },
    ],
    by_hand: &["create-tags", "delete-tags"],
    ..NOTHING
};
