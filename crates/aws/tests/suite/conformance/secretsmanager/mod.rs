use super::case::Case;

mod secret;
mod secret_policy;

pub(super) const CASES: &[&Case] = &[&secret::CASE, &secret_policy::CASE];
