use super::case::Case;

mod parameter;

pub(super) const CASES: &[&Case] = &[&parameter::CASE];
