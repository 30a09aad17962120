//! EC2 and VPC.

use super::ResourceType;

mod ebs_encryption_by_default;
mod security_group;
pub(crate) mod tagging;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &ebs_encryption_by_default::EbsEncryptionByDefault,
    &security_group::SecurityGroup,
];
