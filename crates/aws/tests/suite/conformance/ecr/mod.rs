use super::case::Case;

mod lifecycle_policy;
mod repository;
mod repository_policy;

pub(super) const CASES: &[&Case] = &[
    &lifecycle_policy::CASE,
    &repository::CASE,
    &repository_policy::CASE,
];
