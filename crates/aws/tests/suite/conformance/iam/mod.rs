use super::case::Case;

mod role;

pub(super) const CASES: &[&Case] = &[&role::CASE];
