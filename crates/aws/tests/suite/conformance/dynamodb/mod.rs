use super::case::Case;

mod table;

pub(super) const CASES: &[&Case] = &[&table::CASE];
