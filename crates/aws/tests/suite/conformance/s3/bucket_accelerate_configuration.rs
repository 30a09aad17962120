use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_accelerate_configuration",
    hcl: r#"
resource "aws_s3_bucket" "accelerated" {
  bucket = "conformance-accelerated"
}
resource "aws_s3_bucket_accelerate_configuration" "accelerated" {
  bucket = aws_s3_bucket.accelerated.id
  status = "Enabled"
}
resource "aws_s3_bucket" "unaccelerated" {
  bucket = "conformance-unaccelerated"
}
"#,
    undeclared: Some(r#"{"status": "Suspended"}"#),
    changes: &[
        Change {
            name: "suspended",
            on: "aws_s3_bucket_accelerate_configuration.accelerated",
            statements: r#"
client("s3").put_bucket_accelerate_configuration(
    Bucket=id, AccelerateConfiguration={"Status": "Suspended"})"#,
            drift: &["status"],
        },
        Change {
            name: "enabled where nobody declared it",
            on: "aws_s3_bucket.unaccelerated",
            statements: r#"
client("s3").put_bucket_accelerate_configuration(
    Bucket=id, AccelerateConfiguration={"Status": "Enabled"})"#,
            drift: &["status"],
        },
    ],
    actions: &[
        (
            "s3:GetBucketAccelerateConfiguration",
            "s3:GetAccelerateConfiguration",
        ),
        (
            "s3:PutBucketAccelerateConfiguration",
            "s3:PutAccelerateConfiguration",
        ),
    ],
    by_hand: &["put-bucket-accelerate-configuration"],
    ..NOTHING
};
