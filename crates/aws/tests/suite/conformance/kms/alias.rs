use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_kms_alias",
    hcl: r#"
resource "aws_kms_key" "alias_one" {}
resource "aws_kms_key" "alias_two" {}
resource "aws_kms_alias" "alias_one" {
  name          = "alias/conformance/one"
  target_key_id = aws_kms_key.alias_one.key_id
}
resource "aws_kms_alias" "alias_two" {
  name          = "alias/conformance_two-2"
  target_key_id = aws_kms_key.alias_two.arn
}
"#,
    changes: &[
        Change {
            name: "another key",
            on: "aws_kms_alias.alias_one",
            statements: r#"
client("kms").update_alias(AliasName=id, TargetKeyId=ids["aws_kms_key.alias_two"])"#,
            drift: &["target_key_id"],
        },
        Change {
            name: "deleted and made for another key",
            on: "aws_kms_alias.alias_two",
            statements: r#"
client("kms").delete_alias(AliasName=id)
client("kms").create_alias(AliasName=id, TargetKeyId=ids["aws_kms_key.alias_one"])"#,
            drift: &["target_key_id"],
        },
    ],
    by_hand: &["update-alias"],
    ..NOTHING
};
