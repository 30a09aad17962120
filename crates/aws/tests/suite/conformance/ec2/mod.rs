use super::case::Case;

mod security_group;

pub(super) const CASES: &[&Case] = &[&security_group::CASE];
