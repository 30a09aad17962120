use super::case::Case;

mod account_password_policy;
mod group;
mod instance_profile;
mod policy;
mod role;
mod user;

pub(super) const CASES: &[&Case] = &[
    &account_password_policy::CASE,
    &group::CASE,
    &instance_profile::CASE,
    &policy::CASE,
    &role::CASE,
    &user::CASE,
];
