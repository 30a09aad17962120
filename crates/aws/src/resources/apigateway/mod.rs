//! API Gateway.

use super::ResourceType;

pub(super) static TYPES: &[&dyn ResourceType] = &[];
