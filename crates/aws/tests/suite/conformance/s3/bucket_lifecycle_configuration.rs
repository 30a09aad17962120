use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_lifecycle_configuration",
    hcl: r#"
resource "aws_s3_bucket" "lifecycle" {
  bucket = "conformance-lifecycle"
}
resource "aws_s3_bucket_lifecycle_configuration" "lifecycle" {
  bucket = aws_s3_bucket.lifecycle.id
  rule {
    id     = "everything"
    status = "Enabled"
    filter {}
    expiration { days = 365 }
    noncurrent_version_expiration { noncurrent_days = 90 }
    abort_incomplete_multipart_upload { days_after_initiation = 7 }
  }
  rule {
    id     = "logs"
    status = "Enabled"
    filter { prefix = "logs/" }
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = 90
      storage_class = "GLACIER"
    }
    noncurrent_version_transition {
      noncurrent_days = 30
      storage_class   = "GLACIER"
    }
  }
  rule {
    id     = "markers"
    status = "Disabled"
    filter { prefix = "tmp/" }
    expiration { expired_object_delete_marker = true }
  }
  rule {
    id     = "tagged"
    status = "Enabled"
    filter {
      tag {
        key   = "keep"
        value = "no"
      }
    }
    expiration { date = "2030-01-01T00:00:00Z" }
  }
}
resource "aws_s3_bucket" "no_lifecycle" {
  bucket = "conformance-no-lifecycle"
}
"#,
    changes: &[
        Change {
            name: "objects expire after a day, and one rule is gone",
            on: "aws_s3_bucket_lifecycle_configuration.lifecycle",
            statements: r#"
rules = client("s3").get_bucket_lifecycle_configuration(Bucket=id)["Rules"]
rules = [rule for rule in rules if rule["ID"] != "logs"]
for rule in rules:
    if rule["ID"] == "everything":
        rule["Expiration"]["Days"] = 1
client("s3").put_bucket_lifecycle_configuration(Bucket=id, LifecycleConfiguration={"Rules": rules})"#,
            drift: &["rule[everything].expiration[0].days", "rule[logs]"],
        },
        Change {
            name: "a rule disabled and another added",
            on: "aws_s3_bucket_lifecycle_configuration.lifecycle",
            statements: r#"
rules = client("s3").get_bucket_lifecycle_configuration(Bucket=id)["Rules"]
for rule in rules:
    if rule["ID"] == "everything":
        rule["Status"] = "Disabled"
rules.append({"ID": "purge", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}})
client("s3").put_bucket_lifecycle_configuration(Bucket=id, LifecycleConfiguration={"Rules": rules})"#,
            drift: &["rule[everything].status", "rule[purge]"],
        },
        Change {
            name: "a rule where nobody declared any",
            on: "aws_s3_bucket.no_lifecycle",
            statements: r#"
client("s3").put_bucket_lifecycle_configuration(Bucket=id, LifecycleConfiguration={"Rules": [
    {"ID": "purge", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]})"#,
            drift: &["rule[purge]", "transition_default_minimum_object_size"],
        },
    ],
    actions: &[
        (
            "s3:GetBucketLifecycleConfiguration",
            "s3:GetLifecycleConfiguration",
        ),
        (
            "s3:PutBucketLifecycleConfiguration",
            "s3:PutLifecycleConfiguration",
        ),
        ("s3:DeleteBucketLifecycle", "s3:PutLifecycleConfiguration"),
    ],
    by_hand: &[
        "delete-bucket-lifecycle",
        "put-bucket-lifecycle-configuration",
    ],
    ..NOTHING
};
