use super::case::Case;

mod log_group;

pub(super) const CASES: &[&Case] = &[&log_group::CASE];
