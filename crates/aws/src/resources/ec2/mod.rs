//! EC2 and VPC.

use super::ResourceType;

mod security_group;

pub(super) static TYPES: &[&dyn ResourceType] = &[&security_group::SecurityGroup];
