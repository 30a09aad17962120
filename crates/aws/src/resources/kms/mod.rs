//! KMS.

use super::ResourceType;

mod key;

pub(super) static TYPES: &[&dyn ResourceType] = &[&key::Key];
