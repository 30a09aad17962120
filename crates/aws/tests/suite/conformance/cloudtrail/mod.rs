use super::case::Case;

mod trail;

pub(super) const CASES: &[&Case] = &[&trail::CASE];
