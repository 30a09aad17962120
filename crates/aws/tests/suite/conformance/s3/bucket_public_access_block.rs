use crate::conformance::case::{Case, Change, NOTHING};

const ALL: &[&str] = &[
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
];

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_public_access_block",
    hcl: r#"
resource "aws_s3_bucket" "blocked" {
  bucket = "conformance-blocked"
}
resource "aws_s3_bucket_public_access_block" "blocked" {
  bucket                  = aws_s3_bucket.blocked.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket" "half_blocked" {
  bucket = "conformance-half-blocked"
}
resource "aws_s3_bucket_public_access_block" "half_blocked" {
  bucket             = aws_s3_bucket.half_blocked.id
  ignore_public_acls = true
}
resource "aws_s3_bucket" "unblocked" {
  bucket = "conformance-unblocked"
}
"#,
    undeclared: None,
    changes: &[
        Change {
            name: "one flag off",
            on: "aws_s3_bucket_public_access_block.blocked",
            statements: r#"
block = client("s3").get_public_access_block(Bucket=id)["PublicAccessBlockConfiguration"]
block["RestrictPublicBuckets"] = False
client("s3").put_public_access_block(Bucket=id, PublicAccessBlockConfiguration=block)"#,
            drift: &["restrict_public_buckets"],
        },
        Change {
            name: "all flags off",
            on: "aws_s3_bucket_public_access_block.blocked",
            statements: r#"
client("s3").put_public_access_block(Bucket=id, PublicAccessBlockConfiguration={
    "BlockPublicAcls": False, "BlockPublicPolicy": False,
    "IgnorePublicAcls": False, "RestrictPublicBuckets": False})"#,
            drift: &[
                "block_public_acls",
                "block_public_policy",
                "ignore_public_acls",
                "restrict_public_buckets",
            ],
        },
        Change {
            name: "the block deleted",
            on: "aws_s3_bucket_public_access_block.blocked",
            statements: r#"client("s3").delete_public_access_block(Bucket=id)"#,
            drift: ALL,
        },
        Change {
            name: "one flag on and one off",
            on: "aws_s3_bucket_public_access_block.half_blocked",
            statements: r#"
client("s3").put_public_access_block(Bucket=id, PublicAccessBlockConfiguration={
    "BlockPublicAcls": True, "IgnorePublicAcls": False})"#,
            drift: &["block_public_acls", "ignore_public_acls"],
        },
        Change {
            name: "a block added where none was approved",
            on: "aws_s3_bucket.unblocked",
            statements: r#"
client("s3").put_public_access_block(Bucket=id, PublicAccessBlockConfiguration={
    "BlockPublicAcls": True, "BlockPublicPolicy": True,
    "IgnorePublicAcls": True, "RestrictPublicBuckets": True})"#,
            drift: ALL,
        },
    ],
    by_hand: &["delete-public-access-block", "put-public-access-block"],
    actions: &[
        ("s3:GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock"),
        ("s3:PutPublicAccessBlock", "s3:PutBucketPublicAccessBlock"),
        (
            "s3:DeletePublicAccessBlock",
            "s3:PutBucketPublicAccessBlock",
        ),
    ],
    ..NOTHING
};
