//! AWS behind Driftlock's resource model: one file per Terraform type under `resources/`.
//!
//! A [`Connection`] sweeps a scope, reads one resource, plans the calls that bring it back (purely)
//! and makes them. Attributes follow the schema of hashicorp/aws 5.x. This is the only crate that
//! names AWS SDK clients.

mod action;
mod actors;
mod arn;
mod connection;
mod emulator;
mod error;
mod iam_policy;
mod policy;
mod resources;
mod shell;
mod sweep;
mod tags;

pub use action::{Action, Actions, On};
pub use connection::{Connection, Identity, Options, RoleToAssume, StaticCredentials};
pub use error::{CallError, ConnectError, Fault};
pub use policy::{Purpose, Subject, WholeObjects, read_policy, restore_policy, store_policy};
pub use resources::{Difference, Entry, Kind, RestorePlan, Sent, catalogue};

use driftlock_core::{Attributes, Call, Key, Shape};

/// Names of all supported types, sorted.
#[must_use]
pub fn supported_types() -> Vec<&'static str> {
    resources::REGISTRY.iter().map(|kind| kind.name()).collect()
}

/// What the schema of `kind` says beyond JSON; nothing for an unknown type.
#[must_use]
pub fn shape(kind: &str) -> Shape {
    resources::find(kind)
        .map(resources::ResourceType::shape)
        .unwrap_or_default()
}

/// `attributes` of `kind`, such as Terraform state holds them, in the form that snapshots hold.
/// Idempotent; attributes of an unknown type stay as they are.
#[must_use]
pub fn normalise(kind: &str, attributes: Attributes) -> Attributes {
    match resources::find(kind) {
        Some(found) => found.normalise(attributes),
        None => attributes,
    }
}

/// The calls that bring a resource of `kind` from `observed` back to `approved`; `None` stands for
/// a setting that does not exist. Pure.
#[must_use]
pub fn plan_restore(
    kind: &str,
    id: &str,
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
) -> RestorePlan {
    resources::find(kind)
        .map(|found| found.plan_restore(id, approved, observed))
        .unwrap_or_default()
}

/// The line that does the same as `call` on the resource `key`, typed into a POSIX shell with the AWS
/// command line. Pure. `None` for an unknown type, or a call that is not one of its own.
#[must_use]
pub fn command_line(key: &Key, call: &Call) -> Option<String> {
    let words = resources::find(&key.kind)?.command(&key.id, call).ok()?;
    let (command, options) = words.split_at_checked(2)?;
    let region = ["--region".to_owned(), key.region.clone()];
    let words = [&["aws".to_owned()], command, &region, options].concat();
    Some(shell::line(&words))
}

/// Where `kind` stands when several resources are restored in one run: what closes exposure or must
/// precede others comes first. It is the order of the registry's `restore_rank`.
#[must_use]
pub fn restore_rank(kind: &str) -> u8 {
    resources::find(kind).map_or(u8::MAX, resources::ResourceType::restore_rank)
}
