use super::case::Case;

mod group;
mod policy;
mod role;
mod user;

pub(super) const CASES: &[&Case] = &[&group::CASE, &policy::CASE, &role::CASE, &user::CASE];
