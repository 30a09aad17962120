use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_ebs_encryption_by_default",
    hcl: r#"
resource "aws_ebs_encryption_by_default" "on" {
  enabled = true
}
"#,
    changes: &[
        Change {
            name: "new volumes no longer encrypted",
            on: "aws_ebs_encryption_by_default.on",
            statements: r#"client("ec2").disable_ebs_encryption_by_default()"#,
            drift: &["enabled"],
        },
        Change {
            name: "switched off, on and off again",
            on: "aws_ebs_encryption_by_default.on",
            statements: r#"
ec2 = client("ec2")
ec2.disable_ebs_encryption_by_default()
ec2.enable_ebs_encryption_by_default()
ec2.disable_ebs_encryption_by_default()"#,
            drift: &["enabled"],
        },
    ],
    unseen: &[(
        "ec2:DisableEbsEncryptionByDefault",
        "an account has one such setting in a region, and here it is on",
    )],
    by_hand: &["enable-ebs-encryption-by-default"],
    ..NOTHING
};
