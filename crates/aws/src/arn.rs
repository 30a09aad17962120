//! What ARNs are made of.

/// Where resources are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// AWS region.
    pub(crate) region: &'a str,
    /// Twelve-digit account id.
    pub(crate) account: &'a str,
}

/// ARN partition of a region; see "Amazon Resource Names (ARNs)" in the IAM user guide.
pub(crate) fn partition(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "aws-cn",
        Some("us") if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}
