//! RDS.

use super::ResourceType;

mod db_instance;

pub(super) static TYPES: &[&dyn ResourceType] = &[&db_instance::DbInstance];
