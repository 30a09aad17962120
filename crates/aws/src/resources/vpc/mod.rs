//! Virtual private clouds: networks, their parts and their gateways.

use super::ResourceType;

pub(super) static TYPES: &[&dyn ResourceType] = &[];
