use super::case::Case;

mod listener;
mod load_balancer;
mod target_group;

pub(super) const CASES: &[&Case] = &[&listener::CASE, &load_balancer::CASE, &target_group::CASE];
