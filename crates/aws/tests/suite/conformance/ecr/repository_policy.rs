use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_ecr_repository_policy",
    parent_attribute: Some("repository"),
    hcl: r#"
resource "aws_ecr_repository" "repository_policed" {
  name = "conformance/policed"
}
resource "aws_ecr_repository_policy" "repository_policed" {
  repository = aws_ecr_repository.repository_policed.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Pull"
      Effect    = "Allow"
      Principal = { AWS = ["arn:aws:iam::210987654321:root"] }
      Action    = ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]
    }]
  })
}
resource "aws_ecr_repository" "repository_unpoliced" {
  name = "conformance/unpoliced"
}
"#,
    changes: &[
        Change {
            name: "opened to everybody",
            on: "aws_ecr_repository_policy.repository_policed",
            statements: r#"
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "ecr:*"}]}
client("ecr").set_repository_policy(repositoryName=id, policyText=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "a policy where nobody declared one",
            on: "aws_ecr_repository.repository_unpoliced",
            statements: r#"
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "ecr:BatchGetImage"}]}
client("ecr").set_repository_policy(repositoryName=id, policyText=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "deleted",
            on: "aws_ecr_repository_policy.repository_policed",
            statements: r#"client("ecr").delete_repository_policy(repositoryName=id)"#,
            drift: &["policy"],
        },
    ],
    by_hand: &["delete-repository-policy", "set-repository-policy"],
    ..NOTHING
};
