use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_cors_configuration",
    hcl: r#"
resource "aws_s3_bucket" "cors" {
  bucket = "conformance-cors"
}
resource "aws_s3_bucket_cors_configuration" "cors" {
  bucket = aws_s3_bucket.cors.id
  cors_rule {
    id              = "app"
    allowed_headers = ["x-b", "x-a"]
    allowed_methods = ["PUT", "GET"]
    allowed_origins = ["https://b.example.com", "https://a.example.com"]
    expose_headers  = ["ETag"]
    max_age_seconds = 3000
  }
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
  }
}
resource "aws_s3_bucket" "cors_too" {
  bucket = "conformance-cors-too"
}
resource "aws_s3_bucket_cors_configuration" "cors_too" {
  bucket = aws_s3_bucket.cors_too.id
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["https://a.example.com"]
  }
}
resource "aws_s3_bucket" "no_cors" {
  bucket = "conformance-no-cors"
}
"#,
    changes: &[
        Change {
            name: "one rule widened",
            on: "aws_s3_bucket_cors_configuration.cors_too",
            statements: r#"
client("s3").put_bucket_cors(Bucket=id, CORSConfiguration={"CORSRules": [
    {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]})"#,
            drift: &[
                "cors_rule[GET from *]",
                "cors_rule[GET from https://a.example.com]",
            ],
        },
        Change {
            name: "a longer memory of one rule",
            on: "aws_s3_bucket_cors_configuration.cors",
            statements: r#"
rules = client("s3").get_bucket_cors(Bucket=id)["CORSRules"]
for rule in rules:
    if rule.get("ID") == "app":
        rule["MaxAgeSeconds"] = 86400
client("s3").put_bucket_cors(Bucket=id, CORSConfiguration={"CORSRules": rules})"#,
            drift: &[
                "cors_rule[GET PUT from https://a.example.com https://b.example.com].max_age_seconds",
            ],
        },
        Change {
            name: "all rules deleted",
            on: "aws_s3_bucket_cors_configuration.cors",
            statements: r#"client("s3").delete_bucket_cors(Bucket=id)"#,
            drift: &[
                "cors_rule[GET PUT from https://a.example.com https://b.example.com]",
                "cors_rule[GET from *]",
            ],
        },
        Change {
            name: "a rule where nobody declared any",
            on: "aws_s3_bucket.no_cors",
            statements: r#"
client("s3").put_bucket_cors(Bucket=id, CORSConfiguration={"CORSRules": [
    {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]})"#,
            drift: &["cors_rule[GET from *]"],
        },
    ],
    actions: &[
        ("s3:GetBucketCors", "s3:GetBucketCORS"),
        ("s3:PutBucketCors", "s3:PutBucketCORS"),
        ("s3:DeleteBucketCors", "s3:PutBucketCORS"),
    ],
    by_hand: &["delete-bucket-cors", "put-bucket-cors"],
    ..NOTHING
};
