//! EC2 and VPC.

use super::ResourceType;

mod ebs_encryption_by_default;
mod ebs_volume;
mod instance;
mod key_pair;
mod launch_template;
mod network_interface;
mod security_group;
pub(crate) mod tagging;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &ebs_encryption_by_default::EbsEncryptionByDefault,
    &ebs_volume::EbsVolume,
    &instance::Instance,
    &key_pair::KeyPair,
    &launch_template::LaunchTemplate,
    &network_interface::NetworkInterface,
    &security_group::SecurityGroup,
];
