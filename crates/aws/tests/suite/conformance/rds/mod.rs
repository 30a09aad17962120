use super::case::Case;

mod db_instance;

pub(super) const CASES: &[&Case] = &[&db_instance::CASE];
