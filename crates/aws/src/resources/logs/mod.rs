//! CloudWatch Logs.

use super::ResourceType;

mod log_group;

pub(super) static TYPES: &[&dyn ResourceType] = &[&log_group::LogGroup];
