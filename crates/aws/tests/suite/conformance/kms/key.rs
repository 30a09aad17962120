use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_kms_key",
    hcl: r#"
resource "aws_kms_key" "key_plain" {}
resource "aws_kms_key" "key_full" {
  description             = "of conformance; 100% \"quoted\""
  enable_key_rotation     = true
  deletion_window_in_days = 7
  multi_region            = true
  policy                  = jsonencode({
    Version   = "2012-10-17"
    Id        = "conformance"
    Statement = [{ Sid = "root", Effect = "Allow", Principal = { AWS = "123456789012" }, Action = ["kms:*"], Resource = ["*"] }]
  })
  tags = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_kms_key" "key_signing" {
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
}
resource "aws_kms_key" "key_disabled" {
  is_enabled = false
}
resource "aws_kms_key" "key_in_parts" {}
resource "aws_kms_key_policy" "key_in_parts" {
  key_id = aws_kms_key.key_in_parts.id
  policy = aws_kms_key.key_full.policy
}
"#,
    changes: &[
        Change {
            name: "scheduled for deletion",
            on: "aws_kms_key.key_full",
            statements: r#"client("kms").schedule_key_deletion(KeyId=id, PendingWindowInDays=7)"#,
            drift: &[
                "deletion_date",
                "enable_key_rotation",
                "is_enabled",
                "key_state",
                "rotation_period_in_days",
            ],
        },
        Change {
            name: "open to everybody, described and tagged otherwise",
            on: "aws_kms_key.key_full",
            statements: r#"
client("kms").put_key_policy(KeyId=id, PolicyName="default", Policy=json.dumps({
    "Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "kms:*", "Resource": "*"}]}))
client("kms").update_key_description(KeyId=id, Description="")
client("kms").tag_resource(KeyId=id, Tags=[
    {"TagKey": "Env", "TagValue": "test"}, {"TagKey": "x.y", "TagValue": ""}])
client("kms").untag_resource(KeyId=id, TagKeys=["cost center"])"#,
            drift: &[
                "description",
                "policy",
                "tags.Env",
                "tags[\"cost center\"]",
                "tags[\"x.y\"]",
            ],
        },
        Change {
            name: "no longer rotated",
            on: "aws_kms_key.key_full",
            statements: r#"client("kms").disable_key_rotation(KeyId=id)"#,
            drift: &["enable_key_rotation", "rotation_period_in_days"],
        },
        Change {
            name: "rotated",
            on: "aws_kms_key.key_plain",
            statements: r#"client("kms").enable_key_rotation(KeyId=id)"#,
            drift: &["enable_key_rotation", "rotation_period_in_days"],
        },
        Change {
            name: "disabled",
            on: "aws_kms_key.key_signing",
            statements: r#"client("kms").disable_key(KeyId=id)"#,
            drift: &["is_enabled"],
        },
        Change {
            name: "enabled",
            on: "aws_kms_key.key_disabled",
            statements: r#"client("kms").enable_key(KeyId=id)"#,
            drift: &["is_enabled"],
        },
    ],
    by_hand: &[
        "cancel-key-deletion",
        "disable-key",
        "disable-key-rotation",
        "enable-key",
        "enable-key-rotation",
        "put-key-policy",
        "tag-resource",
        "untag-resource",
        "update-key-description",
    ],
    ..NOTHING
};
