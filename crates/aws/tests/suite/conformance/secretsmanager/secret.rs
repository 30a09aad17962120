use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_secretsmanager_secret",
    hcl: r#"
resource "aws_kms_key" "secret" {}
resource "aws_secretsmanager_secret" "secret_plain" {
  name = "conformance/plain"
}
resource "aws_secretsmanager_secret" "secret_full" {
  name        = "conformance/full"
  description = "the key of the house"
  kms_key_id  = aws_kms_key.secret.arn
  tags        = { Env = "prod", "cost center" = "a/b" }
}
"#,
    changes: &[
        Change {
            name: "described otherwise, and another key",
            on: "aws_secretsmanager_secret.secret_full",
            statements: r#"
client("secretsmanager").update_secret(
    SecretId=id, Description="nothing", KmsKeyId="alias/aws/secretsmanager")"#,
            drift: &["description", "kms_key_id"],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_secretsmanager_secret.secret_full",
            statements: r#"
tags = [{"Key": "Env", "Value": "test"}, {"Key": "x.y", "Value": ""}]
client("secretsmanager").tag_resource(SecretId=id, Tags=tags)
client("secretsmanager").untag_resource(SecretId=id, TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
    ],
    by_hand: &["tag-resource", "untag-resource", "update-secret"],
    ..NOTHING
};
