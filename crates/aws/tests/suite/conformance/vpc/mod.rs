use super::case::Case;

mod route_table;
mod route_table_association;
mod subnet;
#[allow(clippy::module_inception, reason = "Terraform calls it `aws_vpc`")]
mod vpc;

pub(super) const CASES: &[&Case] = &[
    &route_table::CASE,
    &route_table_association::CASE,
    &subnet::CASE,
    &vpc::CASE,
];
