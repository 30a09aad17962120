//! Lambda. No code of a function is ever read.

use super::ResourceType;

mod function;

pub(super) static TYPES: &[&dyn ResourceType] = &[&function::Function];

/// The service as the AWS command line calls it.
const SERVICE: &str = "lambda";
