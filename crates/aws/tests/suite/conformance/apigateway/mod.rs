use super::case::Case;

mod rest_api;

pub(super) const CASES: &[&Case] = &[&rest_api::CASE];
