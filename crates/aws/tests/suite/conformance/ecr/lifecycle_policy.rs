use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_ecr_lifecycle_policy",
    hcl: r#"
resource "aws_ecr_repository" "repository_expiring" {
  name = "conformance/expiring"
}
resource "aws_ecr_lifecycle_policy" "repository_expiring" {
  repository = aws_ecr_repository.repository_expiring.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "keep thirty"
      selection = {
        tagStatus   = "any"
        countType   = "imageCountMoreThan"
        countNumber = 30
      }
      action = { type = "expire" }
    }]
  })
}
resource "aws_ecr_repository" "repository_keeping" {
  name = "conformance/keeping"
}
"#,
    changes: &[
        Change {
            name: "only the last image kept",
            on: "aws_ecr_lifecycle_policy.repository_expiring",
            statements: r#"
rule = {"rulePriority": 1, "description": "keep thirty", "action": {"type": "expire"},
    "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}}
client("ecr").put_lifecycle_policy(
    repositoryName=id, lifecyclePolicyText=json.dumps({"rules": [rule]}))"#,
            drift: &["policy"],
        },
        Change {
            name: "images go where nobody declared that",
            on: "aws_ecr_repository.repository_keeping",
            statements: r#"
rule = {"rulePriority": 1, "action": {"type": "expire"},
    "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}}
client("ecr").put_lifecycle_policy(
    repositoryName=id, lifecyclePolicyText=json.dumps({"rules": [rule]}))"#,
            drift: &["policy"],
        },
    ],
    by_hand: &["delete-lifecycle-policy", "put-lifecycle-policy"],
    ..NOTHING
};
