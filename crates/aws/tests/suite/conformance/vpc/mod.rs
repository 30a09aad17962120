use super::case::Case;

mod route_table;
mod subnet;
#[allow(clippy::module_inception, reason = "Terraform calls it `aws_vpc`")]
mod vpc;

pub(super) const CASES: &[&Case] = &[
    &route_table::CASE,
    &subnet::CASE,
    &vpc::CASE,
];
