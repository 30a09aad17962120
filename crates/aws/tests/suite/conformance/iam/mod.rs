use super::case::Case;

mod policy;
mod role;

pub(super) const CASES: &[&Case] = &[&policy::CASE, &role::CASE];
