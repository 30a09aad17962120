//! API Gateway.

use super::ResourceType;

mod rest_api;

pub(super) static TYPES: &[&dyn ResourceType] = &[&rest_api::RestApi];
