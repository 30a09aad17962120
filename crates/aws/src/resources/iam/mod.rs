//! IAM.

use super::ResourceType;

mod document;
mod group;
mod permissions;
mod policy;
mod role;
mod user;

pub(super) static TYPES: &[&dyn ResourceType] =
    &[&group::Group, &policy::Policy, &role::Role, &user::User];
