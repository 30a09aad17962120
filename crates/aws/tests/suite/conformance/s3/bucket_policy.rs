use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_policy",
    hcl: r#"
resource "aws_s3_bucket" "policed" {
  bucket = "conformance-policed"
}
resource "aws_s3_bucket_policy" "policed" {
  bucket = aws_s3_bucket.policed.id
  policy = jsonencode({
    Version = "2012-10-17"
    Id      = "access"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.policed.arn, "${aws_s3_bucket.policed.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = false } }
      },
      {
        Sid       = "Readers"
        Effect    = "Allow"
        Principal = { AWS = ["arn:aws:iam::123456789012:root"] }
        Action    = ["s3:ListBucket", "s3:GetObject"]
        Resource  = ["${aws_s3_bucket.policed.arn}/*", aws_s3_bucket.policed.arn]
      },
    ]
  })
}
resource "aws_s3_bucket" "unpoliced" {
  bucket = "conformance-unpoliced"
}
"#,
    undeclared: None,
    changes: &[
        Change {
            name: "a statement for everybody added",
            on: "aws_s3_bucket_policy.policed",
            statements: r#"
policy = json.loads(client("s3").get_bucket_policy(Bucket=id)["Policy"])
policy["Statement"].append({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                            "Resource": f"arn:aws:s3:::{id}/*"})
client("s3").put_bucket_policy(Bucket=id, Policy=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "an action widened",
            on: "aws_s3_bucket_policy.policed",
            statements: r#"
policy = client("s3").get_bucket_policy(Bucket=id)["Policy"]
client("s3").put_bucket_policy(Bucket=id, Policy=policy.replace("s3:ListBucket", "s3:*"))"#,
            drift: &["policy"],
        },
        Change {
            name: "the denial of plain HTTP removed",
            on: "aws_s3_bucket_policy.policed",
            statements: r#"
policy = json.loads(client("s3").get_bucket_policy(Bucket=id)["Policy"])
policy["Statement"] = [s for s in policy["Statement"] if s["Effect"] == "Allow"]
client("s3").put_bucket_policy(Bucket=id, Policy=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "the policy deleted",
            on: "aws_s3_bucket_policy.policed",
            statements: r#"client("s3").delete_bucket_policy(Bucket=id)"#,
            drift: &["policy"],
        },
        Change {
            name: "a public policy added where none was approved",
            on: "aws_s3_bucket.unpoliced",
            statements: r#"
client("s3").put_bucket_policy(Bucket=id, Policy=json.dumps({
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                   "Resource": f"arn:aws:s3:::{id}/*"}],
}))"#,
            drift: &["policy"],
        },
    ],
    by_hand: &["delete-bucket-policy", "put-bucket-policy"],
    ..NOTHING
};
