use super::case::Case;

mod ebs_encryption_by_default;
mod security_group;

pub(super) const CASES: &[&Case] = &[
    &ebs_encryption_by_default::CASE,
    &security_group::CASE,
];
