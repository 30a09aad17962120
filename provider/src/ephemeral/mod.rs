//! The ephemeral resources, one file each.

pub(crate) mod pause;
