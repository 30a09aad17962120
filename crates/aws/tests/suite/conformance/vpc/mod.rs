use super::case::Case;

mod eip;
mod flow_log;
mod internet_gateway;
mod nat_gateway;
mod network_acl;
mod route_table;
mod route_table_association;
mod subnet;
#[allow(clippy::module_inception, reason = "Terraform calls it `aws_vpc`")]
mod vpc;
mod vpc_endpoint;

pub(super) const CASES: &[&Case] = &[
    &eip::CASE,
    &flow_log::CASE,
    &internet_gateway::CASE,
    &nat_gateway::CASE,
    &network_acl::CASE,
    &route_table::CASE,
    &route_table_association::CASE,
    &subnet::CASE,
    &vpc::CASE,
    &vpc_endpoint::CASE,
];
