//! SQS.

use super::ResourceType;

mod queue;

pub(super) static TYPES: &[&dyn ResourceType] = &[&queue::Queue];
