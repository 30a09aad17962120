use super::case::Case;

mod group;
mod instance_profile;
mod policy;
mod role;
mod user;

pub(super) const CASES: &[&Case] = &[
    &group::CASE,
    &instance_profile::CASE,
    &policy::CASE,
    &role::CASE,
    &user::CASE,
];
