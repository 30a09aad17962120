//! EC2 and VPC.

use super::ResourceType;

mod ebs_encryption_by_default;
mod ebs_volume;
mod security_group;
pub(crate) mod tagging;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &ebs_encryption_by_default::EbsEncryptionByDefault,
    &ebs_volume::EbsVolume,
    &security_group::SecurityGroup,
];
