//! ECR.

use super::ResourceType;
use super::policy_setting::PolicySetting;

mod lifecycle_policy;
mod repository;
mod repository_policy;

pub(super) static TYPES: &[&dyn ResourceType] = &[
    &PolicySetting(lifecycle_policy::LifecyclePolicy),
    &repository::Repository,
    &PolicySetting(repository_policy::RepositoryPolicy),
];

/// The service as the AWS command line calls it.
const SERVICE: &str = "ecr";
const GONE: &[&str] = &["RepositoryNotFoundException"];
