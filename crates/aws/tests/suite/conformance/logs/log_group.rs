use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_cloudwatch_log_group",
    hcl: r#"
resource "aws_cloudwatch_log_group" "for_ever" {
  name = "/conformance/for/ever"
}
resource "aws_cloudwatch_log_group" "month" {
  name              = "/conformance/month"
  retention_in_days = 30
  tags              = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_cloudwatch_log_group" "month_too" {
  name              = "/conformance/month-too"
  retention_in_days = 30
}
resource "aws_kms_key" "logs" {}
resource "aws_cloudwatch_log_group" "encrypted" {
  name       = "/conformance/encrypted"
  kms_key_id = aws_kms_key.logs.arn
}
"#,
    changes: &[
        Change {
            name: "events kept for a day",
            on: "aws_cloudwatch_log_group.month",
            statements: r#"
client("logs").put_retention_policy(logGroupName=id, retentionInDays=1)"#,
            drift: &["retention_in_days"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_cloudwatch_log_group.month",
            statements: r#"
arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{id}"
client("logs").tag_resource(resourceArn=arn, tags={"Env": "test", "x.y": ""})
client("logs").untag_resource(resourceArn=arn, tagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "events kept for ever",
            on: "aws_cloudwatch_log_group.month_too",
            statements: r#"client("logs").delete_retention_policy(logGroupName=id)"#,
            drift: &["retention_in_days"],
        },
        Change {
            name: "events that were kept for ever expire",
            on: "aws_cloudwatch_log_group.for_ever",
            statements: r#"
client("logs").put_retention_policy(logGroupName=id, retentionInDays=365)"#,
            drift: &["retention_in_days"],
        },
    ],
    unseen: &[
        ("logs:AssociateKmsKey", "the emulator has no such call"),
        ("logs:DisassociateKmsKey", "the emulator has no such call"),
    ],
    by_hand: &[
        "delete-retention-policy",
        "put-retention-policy",
        "tag-resource",
        "untag-resource",
    ],
    ..NOTHING
};
