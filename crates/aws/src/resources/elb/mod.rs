//! Elastic Load Balancing, version 2.

use super::ResourceType;

pub(super) static TYPES: &[&dyn ResourceType] = &[];
