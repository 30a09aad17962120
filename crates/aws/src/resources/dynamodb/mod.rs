//! DynamoDB.

use super::ResourceType;

mod table;

pub(super) static TYPES: &[&dyn ResourceType] = &[&table::Table];

/// The service as the AWS command line calls it.
const SERVICE: &str = "dynamodb";
