use super::case::Case;

mod subnet;
#[allow(clippy::module_inception, reason = "Terraform calls it `aws_vpc`")]
mod vpc;

pub(super) const CASES: &[&Case] = &[
    &subnet::CASE,
    &vpc::CASE,
];
