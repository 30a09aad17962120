use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_sns_topic",
    hcl: r#"
resource "aws_sns_topic" "topic_plain" {
  name = "conformance-topic-plain"
}
resource "aws_sns_topic" "topic_full" {
  name              = "conformance-topic-full"
  display_name      = "Conformance"
  kms_master_key_id = "alias/aws/sns"
  tags              = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_sns_topic" "topic_policed" {
  name = "conformance-topic-policed"
}
resource "aws_sns_topic_policy" "topic_policed" {
  arn = aws_sns_topic.topic_policed.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Publish"
      Effect    = "Allow"
      Principal = { AWS = "123456789012" }
      Action    = ["sns:Publish"]
      Resource  = aws_sns_topic.topic_policed.arn
    }]
  })
}
"#,
    changes: &[
        Change {
            name: "the policy opened to everybody",
            on: "aws_sns_topic.topic_policed",
            statements: r#"
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "sns:Publish", "Resource": id}]}
client("sns").set_topic_attributes(
    TopicArn=id, AttributeName="Policy", AttributeValue=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "AWS's own policy opened to everybody",
            on: "aws_sns_topic.topic_plain",
            statements: r#"
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "sns:*", "Resource": id}]}
client("sns").set_topic_attributes(
    TopicArn=id, AttributeName="Policy", AttributeValue=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "called otherwise",
            on: "aws_sns_topic.topic_full",
            statements: r#"
client("sns").set_topic_attributes(
    TopicArn=id, AttributeName="DisplayName", AttributeValue="Other")"#,
            drift: &["display_name"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_sns_topic.topic_full",
            statements: r#"
tags = [{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}]
client("sns").tag_resource(ResourceArn=id, Tags=tags)
client("sns").untag_resource(ResourceArn=id, TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
    ],
    by_hand: &["set-topic-attributes", "tag-resource", "untag-resource"],
    ..NOTHING
};
