//! IAM.

use super::ResourceType;

mod account_password_policy;
mod document;
mod group;
mod instance_profile;
mod permissions;
mod policy;
mod role;
mod user;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &account_password_policy::AccountPasswordPolicy,
    &group::Group,
    &instance_profile::InstanceProfile,
    &policy::Policy,
    &role::Role,
    &user::User,
];
