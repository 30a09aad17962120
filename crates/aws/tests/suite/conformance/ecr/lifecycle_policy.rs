use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_ecr_lifecycle_policy",
    parent_attribute: Some("repository"),
    hcl: r#"
resource "aws_ecr_repository" "repository_tidied" {
  name = "conformance/tidied"
}
resource "aws_ecr_lifecycle_policy" "repository_tidied" {
  repository = aws_ecr_repository.repository_tidied.name
  policy = jsonencode({
    rules = [
      {
        rulePriority = 2
        description  = "Few releases"
        selection = {
          tagStatus     = "tagged"
          tagPrefixList = ["v", "rc"]
          countType     = "imageCountMoreThan"
          countNumber   = 30
        }
        action = { type = "expire" }
      },
      {
        rulePriority = 1
        selection = {
          tagStatus   = "untagged"
          countType   = "sinceImagePushed"
          countUnit   = "days"
          countNumber = 14
        }
        action = { type = "expire" }
      },
    ]
  })
}
resource "aws_ecr_repository" "repository_untidied" {
  name = "conformance/untidied"
}
"#,
    changes: &[
        Change {
            name: "everything deleted but one image",
            on: "aws_ecr_lifecycle_policy.repository_tidied",
            statements: r#"
policy = {"rules": [{"rulePriority": 1, "action": {"type": "expire"}, "selection": {
    "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}}]}
client("ecr").put_lifecycle_policy(repositoryName=id, lifecyclePolicyText=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "a policy where nobody declared one",
            on: "aws_ecr_repository.repository_untidied",
            statements: r#"
policy = {"rules": [{"rulePriority": 1, "action": {"type": "expire"}, "selection": {
    "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}}]}
client("ecr").put_lifecycle_policy(repositoryName=id, lifecyclePolicyText=json.dumps(policy))"#,
            drift: &["policy"],
        },
        Change {
            name: "deleted",
            on: "aws_ecr_lifecycle_policy.repository_tidied",
            statements: r#"client("ecr").delete_lifecycle_policy(repositoryName=id)"#,
            drift: &["policy"],
        },
    ],
    by_hand: &["delete-lifecycle-policy", "put-lifecycle-policy"],
    ..NOTHING
};
