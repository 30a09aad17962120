use super::case::Case;

#[allow(clippy::module_inception, reason = "Terraform calls it `aws_vpc`")]
mod vpc;

pub(super) const CASES: &[&Case] = &[
    &vpc::CASE,
];
