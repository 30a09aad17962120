//! The same view over what is deployed, so that one policy judges plans and live resources.

use std::collections::BTreeSet;

use regorus::Value;
use serde_json::json;

use super::build::Builder;
use super::connect::Connections;
use super::place::Places;
use super::{View, input};
use crate::resource::{Mode, Resource};
use crate::value::Values;

/// One deployed resource, with attributes in the schema of the provider that owns it.
#[derive(Debug, Clone)]
pub struct Observed {
    /// The Terraform address where known, else any name that is unique, such as `type.id`.
    pub address: String,
    /// `aws_s3_bucket`.
    pub kind: String,
    /// The provider's id.
    pub id: String,
    /// All attributes; null is what is not set.
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

impl View {
    /// The view of deployed resources. Everything is known, so nothing is open.
    #[must_use]
    pub fn of_observed(resources: Vec<Observed>) -> Self {
        let mut values = Values::default();
        let resources: Vec<Resource> = resources
            .into_iter()
            .map(|observed| resource(&mut values, observed))
            .collect();
        let places = Places::new(&resources);
        let connections = Connections::new(&resources, &places, None);
        let mut builder = Builder::new(&resources, &connections);
        builder.connect();
        let built = builder.finish();
        Self {
            input: input(&resources, built.types, built.vague, Value::new_object()),
            judged: built.judged,
            secrets: BTreeSet::new(),
            read: None,
            foreign: None,
        }
    }
}

/// A plan that changes nothing about deployed resources, for policies of other tools.
#[must_use]
pub fn observed_document(resources: &[Observed]) -> serde_json::Value {
    let planned = resources.iter().map(|observed| {
        json!({
            "address": observed.address, "mode": "managed", "type": observed.kind,
            "name": observed.id, "values": observed.attributes,
        })
    });
    let changes = resources.iter().map(|observed| {
        json!({
            "address": observed.address, "mode": "managed", "type": observed.kind,
            "name": observed.id,
            "change": {
                "actions": ["no-op"], "before": observed.attributes, "after": observed.attributes,
                "after_unknown": {},
            },
        })
    });
    json!({
        "format_version": "1.2",
        "planned_values": { "root_module": { "resources": planned.collect::<Vec<_>>() } },
        "resource_changes": changes.collect::<Vec<_>>(),
    })
}

fn resource(values: &mut Values, observed: Observed) -> Resource {
    // JSON in memory always makes a value: only text can be malformed.
    let attributes = values
        .take(observed.attributes.into())
        .unwrap_or(Value::Undefined);
    Resource {
        address: observed.address,
        module: String::new(),
        kind: observed.kind,
        name: observed.id,
        key: None,
        provider: String::new(),
        mode: Mode::Managed,
        actions: vec!["no-op".to_owned()],
        before: attributes.clone(),
        after: attributes,
        unknown: Value::new_object(),
    }
}
