//! S3: buckets and their settings.

use driftlock_core::Shape;

use super::{Kind, ResourceType};

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
mod setting;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &account_public_access_block::S3AccountPublicAccessBlock,
    &bucket::S3Bucket,
    &bucket_accelerate_configuration::S3BucketAccelerateConfiguration,
    &bucket_acl::S3BucketAcl,
    &bucket_cors_configuration::S3BucketCorsConfiguration,
    &bucket_lifecycle_configuration::S3BucketLifecycleConfiguration,
    &bucket_logging::S3BucketLogging,
    &bucket_notification::S3BucketNotification,
    &bucket_object_lock_configuration::S3BucketObjectLockConfiguration,
    &bucket_request_payment_configuration::S3BucketRequestPaymentConfiguration,
    &bucket_website_configuration::S3BucketWebsiteConfiguration,
    &bucket_ownership_controls::S3BucketOwnershipControls,
    &bucket_policy::S3BucketPolicy,
    &bucket_public_access_block::S3BucketPublicAccessBlock,
    &bucket_replication_configuration::S3BucketReplicationConfiguration,
    &bucket_server_side_encryption_configuration::S3BucketServerSideEncryptionConfiguration,
    &bucket_versioning::S3BucketVersioning,
];

/// A setting of a bucket: its parent's name is its id.
const SETTING_OF_BUCKET: Kind = Kind::SettingOf(bucket::NAME);

/// The schema of a setting of a bucket, without sets; each type adds its judgement of risk.
const SHAPE_OF_BUCKET_SETTING: Shape = Shape {
    sets: &[],
    identity: &["bucket", "id"],
    risk: None,
};

#[cfg(test)]
mod plan_tests;
