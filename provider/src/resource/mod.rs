//! The managed resources, one file each.

pub(crate) mod baseline;
pub(crate) mod enforcement;
pub(crate) mod pause;
pub(crate) mod waiver;
