//! AWS behind Driftlock's resource model: one file per Terraform type under `resources/`.
//!
//! A [`Connection`] sweeps a scope, reads one resource, plans the calls that bring it back (purely)
//! and makes them. Attributes follow the schema of hashicorp/aws 5.x. This is the only crate that
//! names AWS SDK clients.

mod accounts;
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

pub use accounts::Accounts;
pub use action::{Action, Actions, On};
pub use connection::{Connection, Identity, Options, RoleToAssume, StaticCredentials};
pub use error::{CallError, ConnectError, Fault};
pub use policy::{Roles, Subject, WholeObjects, read_policy, restore_policy, store_policy};
pub use resources::{Difference, Entry, Kind, RestorePlan, Sent, catalogue};

use resources::LookUp;

use driftlock_core::{
    Attributes, Call, HashKey, Key, Shape, Unrestorable, conceal, diff, is_secret,
};

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
    let Some(found) = resources::find(kind) else {
        return RestorePlan::default();
    };
    let mut plan = found.plan_restore(id, approved, observed);
    if !found.secrets().is_empty() && approved.is_some() && observed.is_some() {
        let changes = diff(approved, observed, &found.shape()).into_iter();
        let secret = changes.filter(|change| is_secret(&change.path, found.secrets()));
        plan.unrestorable.extend(secret.map(|change| Unrestorable {
            path: change.path,
            reason: "only a hash of the approved value is kept; deploy it again".to_owned(),
        }));
    }
    plan
}

/// Replaces the secret values of a resource of `kind` by keyed hashes. Whatever a [`Connection`] reads
/// has been through here; what comes out of Terraform's state has not.
pub fn conceal_secrets(kind: &str, attributes: &mut Attributes, key: Option<&HashKey>) {
    if let Some(found) = resources::find(kind) {
        conceal(attributes, found.secrets(), key);
    }
}

/// A resource in Terraform's state, as Driftlock knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The supported type that holds it.
    pub kind: &'static str,
    /// Id of the resource that it is, or is a part of.
    pub id: String,
    /// Paths of the changes that it declares; empty for a whole resource.
    pub parts: Vec<String>,
}

/// Where a resource of Terraform's type `kind` with these values belongs; none where no supported type
/// holds it.
#[must_use]
pub fn locate(kind: &str, values: &Attributes, account: &str) -> Option<Located> {
    let mut types = resources::REGISTRY.iter();
    if let Some(found) = types.find(|t| t.name() == kind || t.aliases().contains(&kind)) {
        let id = match found.kind() {
            Kind::SettingOfAccount => account.to_owned(),
            Kind::Object | Kind::SettingOf(_) => found.id_in_state(values)?,
        };
        return Some(Located {
            kind: found.name(),
            id,
            parts: Vec::new(),
        });
    }
    resources::REGISTRY.iter().find_map(|found| {
        let part = found.parts().iter().find(|part| part.declared_by == kind)?;
        let (id, parts) = (part.places)(values)?;
        Some(Located {
            kind: found.name(),
            id,
            parts,
        })
    })
}

/// Whether AWS keeps resources of this type once for all regions; their region is [`Key::GLOBAL`].
#[must_use]
pub fn is_global(kind: &str) -> bool {
    resources::find(kind).is_some_and(resources::ResourceType::is_global)
}

/// The line that does the same as `call` on the resource `key`, typed into a POSIX shell with the AWS
/// command line. Pure. `None` for an unknown type, or a call that is not one of its own.
#[must_use]
pub fn command_line(key: &Key, call: &Call) -> Option<String> {
    let found = resources::find(&key.kind)?;
    let line = aws(key, &found.command(&key.id, call).ok()?)?;
    Some(match found.look_up(&key.id, call) {
        Some(LookUp { option, words }) => format!("{line} --{option} \"$({})\"", aws(key, &words)?),
        None => line,
    })
}

/// Service, command and options as a line, in the region of `key`.
fn aws(key: &Key, words: &[String]) -> Option<String> {
    let (command, options) = words.split_at_checked(2)?;
    let region: &[String] = match key.region.as_str() {
        Key::GLOBAL => &[],
        region => &["--region".to_owned(), region.to_owned()],
    };
    let words = [&["aws".to_owned()], command, region, options].concat();
    Some(shell::line(&words))
}

/// Where `kind` stands when several resources are restored in one run: what closes exposure or must
/// precede others comes first. It is the order of the registry's `restore_rank`.
#[must_use]
pub fn restore_rank(kind: &str) -> u8 {
    resources::find(kind).map_or(u8::MAX, resources::ResourceType::restore_rank)
}
