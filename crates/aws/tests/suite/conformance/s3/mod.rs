use super::case::Case;

mod bucket;
mod bucket_policy;
mod bucket_public_access_block;
mod bucket_server_side_encryption_configuration;
mod bucket_versioning;

pub(super) const CASES: &[&Case] = &[
    &bucket::CASE,
    &bucket_policy::CASE,
    &bucket_public_access_block::CASE,
    &bucket_server_side_encryption_configuration::CASE,
    &bucket_versioning::CASE,
];
