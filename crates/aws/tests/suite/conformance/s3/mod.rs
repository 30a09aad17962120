use super::case::Case;

mod account_public_access_block;
mod bucket;
mod bucket_accelerate_configuration;
mod bucket_acl;
mod bucket_cors_configuration;
mod bucket_lifecycle_configuration;
mod bucket_logging;
mod bucket_notification;
mod bucket_object_lock_configuration;
mod bucket_ownership_controls;
mod bucket_policy;
mod bucket_public_access_block;
mod bucket_replication_configuration;
mod bucket_request_payment_configuration;
mod bucket_server_side_encryption_configuration;
mod bucket_versioning;
mod bucket_website_configuration;

pub(super) const CASES: &[&Case] = &[
    &account_public_access_block::CASE,
    &bucket::CASE,
    &bucket_accelerate_configuration::CASE,
    &bucket_acl::CASE,
    &bucket_cors_configuration::CASE,
    &bucket_lifecycle_configuration::CASE,
    &bucket_logging::CASE,
    &bucket_notification::CASE,
    &bucket_object_lock_configuration::CASE,
    &bucket_ownership_controls::CASE,
    &bucket_policy::CASE,
    &bucket_public_access_block::CASE,
    &bucket_replication_configuration::CASE,
    &bucket_request_payment_configuration::CASE,
    &bucket_server_side_encryption_configuration::CASE,
    &bucket_versioning::CASE,
    &bucket_website_configuration::CASE,
];
