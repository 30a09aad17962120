//! Secrets Manager. No value of a secret is ever read.

use super::ResourceType;
use super::policy_setting::PolicySetting;

mod secret;
mod secret_policy;

pub(super) static TYPES: &[&dyn ResourceType] =
    &[&secret::Secret, &PolicySetting(secret_policy::SecretPolicy)];

/// The service as the AWS command line calls it.
const SERVICE: &str = "secretsmanager";
const GONE: &[&str] = &["ResourceNotFoundException"];
