use super::case::Case;

mod group;
mod policy;
mod role;

pub(super) const CASES: &[&Case] = &[&group::CASE, &policy::CASE, &role::CASE];
