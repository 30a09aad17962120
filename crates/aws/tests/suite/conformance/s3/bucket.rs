use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket",
    hcl: r#"
resource "aws_s3_bucket" "plain" {
  bucket = "conformance-plain"
}
resource "aws_s3_bucket" "dots" {
  bucket = "conformance.with.dots.example.com"
  tags   = { Name = "dots", Env = "prod" }
}
resource "aws_s3_bucket" "long" {
  bucket        = "conformance-whose-name-is-as-long-as-a-bucket-name-can-be-63-ch"
  force_destroy = true
  tags = {
    "cost center"  = "a b + c"
    "team/owner"   = "ops@example.com"
    "größe"        = "ü€"
    "a:b=c.d_e-f@" = "<&\"'>"
    empty          = ""
  }
}
resource "aws_s3_bucket" "generated" {
  bucket_prefix = "conformance-generated-"
}
"#,
    undeclared: None,
    changes: &[
        Change {
            name: "tags added where there were none",
            on: "aws_s3_bucket.plain",
            statements: r#"
client("s3").put_bucket_tagging(Bucket=id, Tagging={"TagSet": [{"Key": "Owner", "Value": "me"}]})"#,
            drift: &["tags.Owner"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_s3_bucket.dots",
            statements: r#"
tags = [{"Key": "Env", "Value": "test"}, {"Key": "aws.like", "Value": ""}]
client("s3").put_bucket_tagging(Bucket=id, Tagging={"TagSet": tags})"#,
            drift: &["tags.Env", "tags.Name", "tags[\"aws.like\"]"],
        },
        Change {
            name: "all tags deleted",
            on: "aws_s3_bucket.dots",
            statements: r#"client("s3").delete_bucket_tagging(Bucket=id)"#,
            drift: &["tags.Env", "tags.Name"],
        },
        Change {
            name: "only the tag with the empty value left",
            on: "aws_s3_bucket.long",
            statements: r#"
client("s3").put_bucket_tagging(Bucket=id, Tagging={"TagSet": [{"Key": "empty", "Value": ""}]})"#,
            drift: &[
                "tags[\"a:b=c.d_e-f@\"]",
                "tags[\"cost center\"]",
                "tags[\"größe\"]",
                "tags[\"team/owner\"]",
            ],
        },
        Change {
            name: "values of odd tags changed",
            on: "aws_s3_bucket.long",
            statements: r#"
tags = client("s3").get_bucket_tagging(Bucket=id)["TagSet"]
for tag in tags:
    if tag["Key"] in ("größe", "empty"):
        tag["Value"] = "x y"
client("s3").put_bucket_tagging(Bucket=id, Tagging={"TagSet": tags})"#,
            drift: &["tags.empty", "tags[\"größe\"]"],
        },
    ],
    by_hand: &["delete-bucket-tagging", "put-bucket-tagging"],
    actions: &[
        ("s3:ListBuckets", "s3:ListAllMyBuckets"),
        ("s3:DeleteBucketTagging", "s3:PutBucketTagging"),
    ],
    ..NOTHING
};
