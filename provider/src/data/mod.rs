//! The data sources, one file each.

pub(crate) mod compliance;
pub(crate) mod deployment;
pub(crate) mod drift;
pub(crate) mod history;
pub(crate) mod iam_policy;
pub(crate) mod resources;
