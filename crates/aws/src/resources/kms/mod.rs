//! KMS.

use super::ResourceType;

mod alias;
mod key;

pub(super) static TYPES: &[&dyn ResourceType] = &[&alias::Alias, &key::Key];
