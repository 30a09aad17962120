use super::case::Case;

mod key;

pub(super) const CASES: &[&Case] = &[&key::CASE];
