use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_website_configuration",
    hcl: r#"
resource "aws_s3_bucket" "website" {
  bucket = "conformance-website"
}
resource "aws_s3_bucket_website_configuration" "website" {
  bucket = aws_s3_bucket.website.id
  index_document { suffix = "index.html" }
  error_document { key = "error.html" }
  routing_rule {
    condition { key_prefix_equals = "docs/" }
    redirect { replace_key_prefix_with = "documents/" }
  }
}
resource "aws_s3_bucket" "redirecting" {
  bucket = "conformance-redirecting"
}
resource "aws_s3_bucket_website_configuration" "redirecting" {
  bucket = aws_s3_bucket.redirecting.id
  redirect_all_requests_to {
    host_name = "example.com"
    protocol  = "https"
  }
}
resource "aws_s3_bucket" "no_website" {
  bucket = "conformance-no-website"
}
"#,
    changes: &[
        Change {
            name: "another page first, and no redirection",
            on: "aws_s3_bucket_website_configuration.website",
            statements: r#"
client("s3").put_bucket_website(Bucket=id, WebsiteConfiguration={
    "IndexDocument": {"Suffix": "other.html"}, "ErrorDocument": {"Key": "error.html"}})"#,
            drift: &["index_document[0].suffix", "routing_rule[0]"],
        },
        Change {
            name: "sent to another host",
            on: "aws_s3_bucket_website_configuration.redirecting",
            statements: r#"
client("s3").put_bucket_website(Bucket=id, WebsiteConfiguration={
    "RedirectAllRequestsTo": {"HostName": "evil.example.com", "Protocol": "https"}})"#,
            drift: &["redirect_all_requests_to[0].host_name"],
        },
        Change {
            name: "no website any more",
            on: "aws_s3_bucket_website_configuration.redirecting",
            statements: r#"client("s3").delete_bucket_website(Bucket=id)"#,
            drift: &["redirect_all_requests_to[0]"],
        },
        Change {
            name: "a website where nobody declared one",
            on: "aws_s3_bucket.no_website",
            statements: r#"
client("s3").put_bucket_website(
    Bucket=id, WebsiteConfiguration={"IndexDocument": {"Suffix": "index.html"}})"#,
            drift: &["index_document[0]"],
        },
    ],
    by_hand: &["delete-bucket-website", "put-bucket-website"],
    ..NOTHING
};
