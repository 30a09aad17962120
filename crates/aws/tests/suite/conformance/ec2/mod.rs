use super::case::Case;

mod ebs_encryption_by_default;
mod ebs_volume;
mod instance;
mod key_pair;
mod launch_template;
mod network_interface;
mod security_group;

pub(super) const CASES: &[&Case] = &[
    &ebs_encryption_by_default::CASE,
    &ebs_volume::CASE,
    &instance::CASE,
    &key_pair::CASE,
    &launch_template::CASE,
    &network_interface::CASE,
    &security_group::CASE,
];
