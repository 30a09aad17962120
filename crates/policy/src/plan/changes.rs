//! What a plan does to managed resources, as plain values.

use std::collections::BTreeSet;

use regorus::Value;
use serde_json::Value as Json;

use super::Plan;
use crate::resource::{Mode, Resource};
use crate::value::{member, text};

/// What a plan does to one managed resource. Values may be secret: they are for comparing.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedChange {
    /// The full address. A deposed object shares it with its replacement.
    pub address: String,
    /// `aws_s3_bucket`.
    pub kind: String,
    /// `create`, `update`, `delete`, `forget`, in Terraform's order.
    pub actions: Vec<String>,
    /// The attribute `id`, of what exists.
    pub id: Option<String>,
    /// The attribute `arn`, of what exists.
    pub arn: Option<String>,
    /// Attributes that will not be what they are, by name; all of them where it is created, none
    /// where it will be gone.
    pub differing: Vec<Differing>,
}

/// One attribute that will not be what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Differing {
    /// Its name, at the top of the resource.
    pub attribute: String,
    /// What it is; null where it is not set.
    pub before: Json,
    /// What it will be.
    pub planned: Planned,
}

/// What an attribute will be.
#[derive(Clone, Debug, PartialEq)]
pub enum Planned {
    /// This; null where it will not be set.
    Known(Json),
    /// It, or a part of it, is known only after apply.
    Unknown,
}

impl Plan {
    /// What it does to each managed resource that it does not leave alone, in the plan's order.
    #[must_use]
    pub fn changes(&self) -> Vec<PlannedChange> {
        let changes = |resource: &&Resource| {
            let mut actions = resource.actions.iter();
            resource.mode == Mode::Managed && !actions.all(|action| is_quiet(action))
        };
        let all = self.resources.iter().chain(&self.deposed);
        all.filter(changes).map(change).collect()
    }
}

fn is_quiet(action: &str) -> bool {
    matches!(action, "no-op" | "read")
}

fn change(resource: &Resource) -> PlannedChange {
    let of_before = |name| member(&resource.before, name).and_then(text);
    PlannedChange {
        address: resource.address.clone(),
        kind: resource.kind.clone(),
        actions: resource.actions.clone(),
        id: of_before("id").map(str::to_owned),
        arn: of_before("arn").map(str::to_owned),
        differing: differing(resource),
    }
}

fn differing(resource: &Resource) -> Vec<Differing> {
    if !resource.remains() {
        return Vec::new();
    }
    let (before, after, unknown) = (&resource.before, &resource.after, &resource.unknown);
    let names: BTreeSet<&str> = [before, after, unknown]
        .into_iter()
        .flat_map(names)
        .collect();
    names
        .into_iter()
        .filter_map(|name| {
            let planned = if member(unknown, name).is_some_and(any_true) {
                Planned::Unknown
            } else if member(before, name) == member(after, name) {
                return None;
            } else {
                Planned::Known(json(member(after, name)))
            };
            Some(Differing {
                attribute: name.to_owned(),
                before: json(member(before, name)),
                planned,
            })
        })
        .collect()
}

/// Values of a plan came from JSON, and go back to it; what is not there is null.
fn json(value: Option<&Value>) -> Json {
    let value = value.map(serde_json::to_value);
    value.and_then(Result::ok).unwrap_or_default()
}

fn names(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(entries) => entries.keys().filter_map(text).collect(),
        _ => Vec::new(),
    }
}

/// Whether Terraform's `after_unknown` marks anything in it.
fn any_true(unknown: &Value) -> bool {
    match unknown {
        Value::Bool(marked) => *marked,
        Value::Object(entries) => entries.values().any(any_true),
        Value::Array(items) => items.iter().any(any_true),
        _ => false,
    }
}
