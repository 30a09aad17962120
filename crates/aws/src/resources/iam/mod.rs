//! IAM.

use super::ResourceType;

mod document;
mod permissions;
mod role;

pub(super) static TYPES: &[&dyn ResourceType] = &[&role::Role];
