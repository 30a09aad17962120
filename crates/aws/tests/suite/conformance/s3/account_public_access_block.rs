use crate::conformance::case::{Case, NOTHING};

/// Proved in `crates/aws/tests/suite/s3_settings.rs` instead.
pub(super) const CASE: Case = Case {
    kind: "aws_s3_account_public_access_block",
    not_in_emulator: Some(
        "Terraform asks for it at a host whose name begins with the account's id",
    ),
    unseen: &[(
        "s3:GetAccountPublicAccessBlock",
        "the emulator counts it as that of a bucket",
    )],
    ..NOTHING
};
