use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_server_side_encryption_configuration",
    hcl: r#"
resource "aws_kms_key" "encrypted_too" {}
resource "aws_kms_key" "encrypted" {
  description             = "conformance"
  deletion_window_in_days = 7
}
resource "aws_s3_bucket" "kms" {
  bucket = "conformance-kms"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "kms" {
  bucket = aws_s3_bucket.kms.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.encrypted.arn
    }
  }
}
resource "aws_s3_bucket" "kms_managed" {
  bucket = "conformance-kms-managed"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "kms_managed" {
  bucket = aws_s3_bucket.kms_managed.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "aws:kms:dsse" }
  }
}
resource "aws_s3_bucket" "aes" {
  bucket = "conformance-aes"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "aes" {
  bucket = aws_s3_bucket.aes.id
  rule {
    apply_server_side_encryption_by_default { sse_algorithm = "AES256" }
  }
}
resource "aws_s3_bucket" "unencrypted" {
  bucket = "conformance-unencrypted"
}
"#,
    undeclared: None,
    changes: &[
        Change {
            name: "KMS weakened to AES256",
            on: "aws_s3_bucket_server_side_encryption_configuration.kms",
            statements: r#"
client("s3").put_bucket_encryption(Bucket=id, ServerSideEncryptionConfiguration={"Rules": [
    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}]})"#,
            drift: &[
                "rule[0].apply_server_side_encryption_by_default[0].kms_master_key_id",
                "rule[0].apply_server_side_encryption_by_default[0].sse_algorithm",
            ],
        },
        Change {
            name: "the bucket key turned off",
            on: "aws_s3_bucket_server_side_encryption_configuration.kms",
            statements: r#"
rules = client("s3").get_bucket_encryption(Bucket=id)["ServerSideEncryptionConfiguration"]["Rules"]
rules[0]["BucketKeyEnabled"] = False
client("s3").put_bucket_encryption(Bucket=id, ServerSideEncryptionConfiguration={"Rules": rules})"#,
            drift: &["rule[0].bucket_key_enabled"],
        },
        Change {
            name: "another key",
            on: "aws_s3_bucket_server_side_encryption_configuration.kms",
            statements: r#"
key = f"arn:aws:kms:us-east-1:123456789012:key/{ids['aws_kms_key.encrypted_too']}"
client("s3").put_bucket_encryption(Bucket=id, ServerSideEncryptionConfiguration={"Rules": [
    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
     "BucketKeyEnabled": True}]})"#,
            drift: &["rule[0].apply_server_side_encryption_by_default[0].kms_master_key_id"],
        },
        Change {
            name: "the configuration deleted",
            on: "aws_s3_bucket_server_side_encryption_configuration.kms",
            statements: r#"client("s3").delete_bucket_encryption(Bucket=id)"#,
            drift: &["rule[0]"],
        },
        Change {
            name: "double encryption made single",
            on: "aws_s3_bucket_server_side_encryption_configuration.kms_managed",
            statements: r#"
client("s3").put_bucket_encryption(Bucket=id, ServerSideEncryptionConfiguration={"Rules": [
    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})"#,
            drift: &["rule[0].apply_server_side_encryption_by_default[0].sse_algorithm"],
        },
        Change {
            name: "AES256 with a bucket key",
            on: "aws_s3_bucket_server_side_encryption_configuration.aes",
            statements: r#"
client("s3").put_bucket_encryption(Bucket=id, ServerSideEncryptionConfiguration={"Rules": [
    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}]})"#,
            drift: &["rule[0].bucket_key_enabled"],
        },
        Change {
            name: "a configuration added where none was approved",
            on: "aws_s3_bucket.unencrypted",
            statements: r#"
client("s3").put_bucket_encryption(Bucket=id, ServerSideEncryptionConfiguration={"Rules": [
    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]})"#,
            drift: &["rule[0]"],
        },
    ],
    by_hand: &["delete-bucket-encryption", "put-bucket-encryption"],
    actions: &[
        ("s3:GetBucketEncryption", "s3:GetEncryptionConfiguration"),
        ("s3:PutBucketEncryption", "s3:PutEncryptionConfiguration"),
        ("s3:DeleteBucketEncryption", "s3:PutEncryptionConfiguration"),
    ],
    ..NOTHING
};
