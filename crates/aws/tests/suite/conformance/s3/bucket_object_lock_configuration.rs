use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_object_lock_configuration",
    hcl: r#"
resource "aws_s3_bucket" "locked" {
  bucket              = "conformance-locked"
  object_lock_enabled = true
}
resource "aws_s3_bucket_versioning" "locked" {
  bucket = aws_s3_bucket.locked.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_object_lock_configuration" "locked" {
  bucket = aws_s3_bucket.locked.id
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 30
    }
  }
}
resource "aws_s3_bucket" "locked_too" {
  bucket              = "conformance-locked-too"
  object_lock_enabled = true
}
resource "aws_s3_bucket_versioning" "locked_too" {
  bucket = aws_s3_bucket.locked_too.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_object_lock_configuration" "locked_too" {
  bucket = aws_s3_bucket.locked_too.id
  rule {
    default_retention {
      mode  = "GOVERNANCE"
      years = 1
    }
  }
}
"#,
    changes: &[
        Change {
            name: "kept for a day, and under a weaker mode",
            on: "aws_s3_bucket_object_lock_configuration.locked",
            statements: r#"
client("s3").put_object_lock_configuration(Bucket=id, ObjectLockConfiguration={
    "ObjectLockEnabled": "Enabled",
    "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}})"#,
            drift: &[
                "rule[0].default_retention[0].days",
                "rule[0].default_retention[0].mode",
            ],
        },
        Change {
            name: "kept for two years",
            on: "aws_s3_bucket_object_lock_configuration.locked_too",
            statements: r#"
client("s3").put_object_lock_configuration(Bucket=id, ObjectLockConfiguration={
    "ObjectLockEnabled": "Enabled",
    "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Years": 2}}})"#,
            drift: &["rule[0].default_retention[0].years"],
        },
    ],
    actions: &[
        (
            "s3:GetObjectLockConfiguration",
            "s3:GetBucketObjectLockConfiguration",
        ),
        (
            "s3:PutObjectLockConfiguration",
            "s3:PutBucketObjectLockConfiguration",
        ),
    ],
    by_hand: &["put-object-lock-configuration"],
    ..NOTHING
};
