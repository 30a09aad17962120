//! CloudTrail.

use super::ResourceType;

mod trail;

pub(super) static TYPES: &[&dyn ResourceType] = &[&trail::Trail];
