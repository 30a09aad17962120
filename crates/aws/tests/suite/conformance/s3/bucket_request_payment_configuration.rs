use crate::conformance::case::{Case, NOTHING};

/// Proved by a fake instead: `crates/aws/tests/suite/s3_settings.rs`.
pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_request_payment_configuration",
    undeclared: Some(r#"{"payer": "BucketOwner"}"#),
    not_in_emulator: Some("the emulator never answers who pays"),
    ..NOTHING
};
