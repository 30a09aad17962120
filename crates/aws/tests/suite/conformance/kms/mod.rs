use super::case::Case;

mod alias;
mod key;

pub(super) const CASES: &[&Case] = &[&alias::CASE, &key::CASE];
