//! S3: buckets and their settings.

use driftlock_core::Shape;

use super::{Kind, ResourceType};

mod bucket;
mod bucket_policy;
mod bucket_public_access_block;
mod bucket_server_side_encryption_configuration;
mod bucket_versioning;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &bucket::S3Bucket,
    &bucket_policy::S3BucketPolicy,
    &bucket_public_access_block::S3BucketPublicAccessBlock,
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
