use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_versioning",
    hcl: r#"
resource "aws_s3_bucket" "versioned" {
  bucket = "conformance-versioned"
}
resource "aws_s3_bucket_versioning" "versioned" {
  bucket = aws_s3_bucket.versioned.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket" "suspended" {
  bucket = "conformance-suspended"
}
resource "aws_s3_bucket_versioning" "suspended" {
  bucket = aws_s3_bucket.suspended.id
  versioning_configuration { status = "Suspended" }
}
resource "aws_s3_bucket" "versioned_too" {
  bucket = "conformance-versioned-too"
}
resource "aws_s3_bucket_versioning" "versioned_too" {
  bucket = aws_s3_bucket.versioned_too.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket" "unversioned" {
  bucket = "conformance-unversioned"
}
resource "aws_s3_bucket_versioning" "unversioned" {
  bucket = aws_s3_bucket.unversioned.id
  versioning_configuration { status = "Disabled" }
}
"#,
    undeclared: Some(
        r#"{"versioning_configuration": [{"mfa_delete": "Disabled", "status": "Disabled"}]}"#,
    ),
    changes: &[
        Change {
            name: "versioning suspended",
            on: "aws_s3_bucket_versioning.versioned",
            statements: r#"
client("s3").put_bucket_versioning(Bucket=id, VersioningConfiguration={"Status": "Suspended"})"#,
            drift: &["versioning_configuration[0].status"],
        },
        Change {
            name: "versioning suspended, naming MFA delete",
            on: "aws_s3_bucket_versioning.versioned_too",
            statements: r#"
client("s3").put_bucket_versioning(Bucket=id, VersioningConfiguration={
    "Status": "Suspended", "MFADelete": "Disabled"})"#,
            drift: &["versioning_configuration[0].status"],
        },
        Change {
            name: "suspended versioning enabled",
            on: "aws_s3_bucket_versioning.suspended",
            statements: r#"
client("s3").put_bucket_versioning(Bucket=id, VersioningConfiguration={"Status": "Enabled"})"#,
            drift: &["versioning_configuration[0].status"],
        },
    ],
    by_hand: &["put-bucket-versioning"],
    ..NOTHING
};
