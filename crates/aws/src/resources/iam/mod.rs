//! IAM.

use super::ResourceType;

mod document;
mod permissions;
mod policy;
mod role;

pub(super) static TYPES: &[&dyn ResourceType] = &[&policy::Policy, &role::Role];
