//! IAM policies that grant no more than is needed.

mod session;
mod statement;

pub(crate) use session::session_policy;
