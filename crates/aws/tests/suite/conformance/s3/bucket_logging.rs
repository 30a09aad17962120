use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_logging",
    hcl: r#"
resource "aws_s3_bucket" "logs" {
  bucket = "conformance-logs"
}
resource "aws_s3_bucket_acl" "logs" {
  bucket = aws_s3_bucket.logs.id
  acl    = "log-delivery-write"
}
resource "aws_s3_bucket" "logging" {
  bucket = "conformance-logging"
}
resource "aws_s3_bucket_logging" "logging" {
  bucket        = aws_s3_bucket.logging.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "of/logging/"
  depends_on    = [aws_s3_bucket_acl.logs]
}
"#,
    changes: &[
        Change {
            name: "to another prefix",
            on: "aws_s3_bucket_logging.logging",
            statements: r#"
client("s3").put_bucket_logging(Bucket=id, BucketLoggingStatus={"LoggingEnabled": {
    "TargetBucket": "conformance-logs", "TargetPrefix": "elsewhere/"}})"#,
            drift: &["target_prefix"],
        },
        Change {
            name: "nowhere",
            on: "aws_s3_bucket_logging.logging",
            statements: r#"client("s3").put_bucket_logging(Bucket=id, BucketLoggingStatus={})"#,
            drift: &["target_bucket", "target_prefix"],
        },
        Change {
            name: "where nobody declared any",
            on: "aws_s3_bucket.logs",
            statements: r#"
client("s3").put_bucket_logging(Bucket=id, BucketLoggingStatus={"LoggingEnabled": {
    "TargetBucket": "conformance-logs", "TargetPrefix": "own/"}})"#,
            drift: &["target_bucket", "target_prefix"],
        },
    ],
    by_hand: &["put-bucket-logging"],
    ..NOTHING
};
