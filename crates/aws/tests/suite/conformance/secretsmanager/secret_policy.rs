use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_secretsmanager_secret_policy",
    hcl: r#"
resource "aws_secretsmanager_secret" "secret_policed" {
  name = "conformance/policed"
}
resource "aws_secretsmanager_secret_policy" "secret_policed" {
  secret_arn = aws_secretsmanager_secret.secret_policed.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Read"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
    }]
  })
}
resource "aws_secretsmanager_secret" "secret_unpoliced" {
  name = "conformance/unpoliced"
}
"#,
    changes: &[
        Change {
            name: "opened to everybody",
            on: "aws_secretsmanager_secret_policy.secret_policed",
            statements: r#"
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "secretsmanager:*", "Resource": "*"}]}
client("secretsmanager").put_resource_policy(SecretId=id, ResourcePolicy=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "a policy where nobody declared one",
            on: "aws_secretsmanager_secret.secret_unpoliced",
            statements: r#"
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]}
client("secretsmanager").put_resource_policy(SecretId=id, ResourcePolicy=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "deleted",
            on: "aws_secretsmanager_secret_policy.secret_policed",
            statements: r#"client("secretsmanager").delete_resource_policy(SecretId=id)"#,
            drift: &["policy"],
        },
    ],
    by_hand: &["delete-resource-policy", "put-resource-policy"],
    ..NOTHING
};
