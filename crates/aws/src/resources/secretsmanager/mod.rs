//! Secrets Manager.

use super::ResourceType;

pub(super) static TYPES: &[&dyn ResourceType] = &[];
