//! ECR.

use super::ResourceType;

mod lifecycle_policy;
mod repository;
mod repository_policy;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &lifecycle_policy::LifecyclePolicy,
    &repository::Repository,
    &repository_policy::RepositoryPolicy,
];

/// The service as the AWS command line calls it.
const SERVICE: &str = "ecr";
const GONE: &[&str] = &["RepositoryNotFoundException"];
