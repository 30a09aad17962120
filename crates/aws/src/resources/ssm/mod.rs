//! Systems Manager.

use super::ResourceType;

mod parameter;

pub(super) static TYPES: &[&dyn ResourceType] = &[&parameter::Parameter];
