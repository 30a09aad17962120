//! IAM policies that grant no more than is needed.

mod document;
mod least;
mod session;
mod statement;

pub use least::{Roles, Subject, WholeObjects, read_policy, restore_policy, store_policy};
pub(crate) use session::session_policy;
