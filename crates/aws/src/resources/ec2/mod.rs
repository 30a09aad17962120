//! EC2 and VPC.

use super::ResourceType;

mod security_group;
pub(crate) mod tagging;

pub(super) static TYPES: &[&dyn ResourceType] = &[&security_group::SecurityGroup];
