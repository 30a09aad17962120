use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_ownership_controls",
    hcl: r#"
resource "aws_s3_bucket" "owned" {
  bucket = "conformance-owned"
}
resource "aws_s3_bucket_ownership_controls" "owned" {
  bucket = aws_s3_bucket.owned.id
  rule { object_ownership = "BucketOwnerEnforced" }
}
resource "aws_s3_bucket" "preferred" {
  bucket = "conformance-preferred"
}
resource "aws_s3_bucket_ownership_controls" "preferred" {
  bucket = aws_s3_bucket.preferred.id
  rule { object_ownership = "BucketOwnerPreferred" }
}
resource "aws_s3_bucket" "unowned" {
  bucket = "conformance-unowned"
}
"#,
    changes: &[
        Change {
            name: "writers own their objects again",
            on: "aws_s3_bucket_ownership_controls.owned",
            statements: r#"
client("s3").put_bucket_ownership_controls(Bucket=id, OwnershipControls={
    "Rules": [{"ObjectOwnership": "ObjectWriter"}]})"#,
            drift: &["rule[0].object_ownership"],
        },
        Change {
            name: "ownership controls deleted",
            on: "aws_s3_bucket_ownership_controls.preferred",
            statements: r#"client("s3").delete_bucket_ownership_controls(Bucket=id)"#,
            drift: &["rule[0]"],
        },
        Change {
            name: "ownership controls where nobody declared any",
            on: "aws_s3_bucket.unowned",
            statements: r#"
client("s3").put_bucket_ownership_controls(Bucket=id, OwnershipControls={
    "Rules": [{"ObjectOwnership": "ObjectWriter"}]})"#,
            drift: &["rule[0]"],
        },
    ],
    actions: &[(
        "s3:DeleteBucketOwnershipControls",
        "s3:PutBucketOwnershipControls",
    )],
    by_hand: &[
        "delete-bucket-ownership-controls",
        "put-bucket-ownership-controls",
    ],
    ..NOTHING
};
