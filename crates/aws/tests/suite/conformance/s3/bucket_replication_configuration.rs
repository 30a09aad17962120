use crate::conformance::case::{Case, Change, NOTHING};

/// What no call brings back is shown in `crates/aws/tests/suite/s3_settings.rs`.
pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_replication_configuration",
    hcl: r#"
resource "aws_iam_role" "replication" {
  name = "conformance-replication"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
locals {
  replication_buckets = toset(["bare", "copied", "copied-too", "copies", "none"])
}
resource "aws_s3_bucket" "replication" {
  for_each = local.replication_buckets
  bucket   = "conformance-replication-${each.key}"
}
resource "aws_s3_bucket_versioning" "replication" {
  for_each = local.replication_buckets
  bucket   = aws_s3_bucket.replication[each.key].id
  versioning_configuration {
    status = "Enabled"
  }
}
resource "aws_s3_bucket_replication_configuration" "copied" {
  bucket = aws_s3_bucket_versioning.replication["copied"].id
  role   = aws_iam_role.replication.arn
  rule {
    id       = "to another account"
    priority = 2
    status   = "Enabled"
    filter {
      prefix = ""
    }
    delete_marker_replication {
      status = "Disabled"
    }
    destination {
      account       = "210987654321"
      bucket        = aws_s3_bucket.replication["copies"].arn
      storage_class = "STANDARD_IA"
      access_control_translation {
        owner = "Destination"
      }
    }
  }
  rule {
    id       = "kept"
    priority = 1
    status   = "Disabled"
    filter {
      prefix = ""
    }
    delete_marker_replication {
      status = "Disabled"
    }
    destination {
      bucket = aws_s3_bucket.replication["copies"].arn
      metrics {
        status = "Enabled"
        event_threshold {
          minutes = 15
        }
      }
      replication_time {
        status = "Enabled"
        time {
          minutes = 15
        }
      }
    }
  }
}
resource "aws_s3_bucket_replication_configuration" "copied_too" {
  bucket = aws_s3_bucket_versioning.replication["copied-too"].id
  role   = aws_iam_role.replication.arn
  rule {
    id       = "all"
    priority = 1
    status   = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Disabled"
    }
    destination {
      bucket = aws_s3_bucket.replication["copies"].arn
    }
  }
}
"#,
    changes: &[
        Change {
            name: "copies where nobody declared any",
            on: r#"aws_s3_bucket.replication["none"]"#,
            statements: r#"
client("s3").put_bucket_replication(Bucket=id, ReplicationConfiguration={
    "Role": "arn:aws:iam::123456789012:role/conformance-replication", "Rules": [
        {"ID": "out", "Priority": 1, "Status": "Enabled", "Filter": {"Prefix": ""},
         "DeleteMarkerReplication": {"Status": "Disabled"},
         "Destination": {"Bucket": "arn:aws:s3:::conformance-replication-copies",
                         "Account": "210987654321"}}]})"#,
            drift: &["role", "rule[out]"],
        },
        Change {
            name: "copies by two rules where nobody declared any",
            on: r#"aws_s3_bucket.replication["bare"]"#,
            statements: r#"
client("s3").put_bucket_replication(Bucket=id, ReplicationConfiguration={
    "Role": "arn:aws:iam::123456789012:role/conformance-replication", "Rules": [
        {"ID": name, "Priority": priority, "Status": "Enabled", "Filter": {"Prefix": ""},
         "DeleteMarkerReplication": {"Status": "Disabled"},
         "Destination": {"Bucket": "arn:aws:s3:::conformance-replication-copies"}}
        for priority, name in enumerate(["a.b", "c]d"], 1)]})"#,
            drift: &["role", "rule[a.b]", "rule[c]d]"],
        },
    ],
    actions: &[
        ("s3:GetBucketReplication", "s3:GetReplicationConfiguration"),
        ("s3:PutBucketReplication", "s3:PutReplicationConfiguration"),
        (
            "s3:DeleteBucketReplication",
            "s3:PutReplicationConfiguration",
        ),
    ],
    by_hand: &["delete-bucket-replication"],
    ..NOTHING
};
