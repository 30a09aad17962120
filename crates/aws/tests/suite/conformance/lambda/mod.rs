use super::case::Case;

mod function;

pub(super) const CASES: &[&Case] = &[&function::CASE];
