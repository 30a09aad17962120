//! What policies of other tools see of a plan: the document as Terraform writes it, and Regula's
//! view of its resources.
//!
//! A resource of Regula is its planned attributes with `id`, which is its address, `_type` and
//! `_provider`. Where a value is known only after apply and refers to another resource, the address
//! of that stands for it, so that rules can compare what will be equal.

use std::collections::BTreeMap;

use regorus::Value;

use super::View;
use crate::value::{member, object, text};

/// What policies of other tools see.
#[derive(Debug)]
pub(crate) struct Foreign {
    /// The plan, null members and all.
    pub(crate) document: Value,
    /// Regula's resources: type, address, resource.
    pub(crate) types: Value,
    /// The input of an advanced rule of Regula.
    pub(crate) together: Value,
}

impl View {
    /// The view with the document that it was made of, for policies of other tools.
    #[must_use]
    pub fn with_document(mut self, document: serde_json::Value) -> Self {
        let document = Value::from(document);
        let mut resources = BTreeMap::new();
        if let Some(Value::Array(changes)) = member(&document, "resource_changes") {
            resources.extend(changes.iter().filter_map(|change| self.resource(change)));
        }
        let mut types: BTreeMap<Value, BTreeMap<Value, Value>> = BTreeMap::new();
        for (address, resource) in &resources {
            let kind = member(resource, "_type").cloned().unwrap_or(Value::Null);
            let of_type = types.entry(kind).or_default();
            of_type.insert(address.clone(), resource.clone());
        }
        let types = types.into_iter().map(|(kind, of)| (kind, Value::from(of)));
        let types = Value::from(types.collect::<BTreeMap<_, _>>());
        let together = object([
            ("_types", types.clone()),
            ("resources", Value::from(resources)),
            ("_plan", document.clone()),
        ]);
        self.foreign = Some(Foreign {
            document,
            types,
            together,
        });
        self
    }

    /// A resource that there will be, with its address.
    fn resource(&self, change: &Value) -> Option<(Value, Value)> {
        let address = member(change, "address")?;
        let Some(Value::Object(after)) = member(change, "change").and_then(|c| member(c, "after"))
        else {
            return None;
        };
        if member(change, "deposed").is_some_and(|deposed| *deposed != Value::Null) {
            return None;
        }
        let kind = member(change, "type").and_then(text)?;
        let kind = match member(change, "mode").and_then(text) {
            Some("data") => format!("data.{kind}"),
            _ => kind.to_owned(),
        };
        let provider = member(change, "provider_name")
            .and_then(text)
            .unwrap_or_default();
        let provider = provider.rsplit('/').next().unwrap_or_default();
        let mut values = after
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        self.fill(address, &mut values);
        for (name, value) in [
            ("id", address.clone()),
            ("_type", Value::from(kind)),
            ("_provider", Value::from(provider)),
        ] {
            values.insert(Value::from(name), value);
        }
        Some((address.clone(), Value::from(values)))
    }

    /// Puts the address of what an unknown value refers to in its place.
    fn fill(&self, address: &Value, values: &mut BTreeMap<Value, Value>) {
        let found = member(&self.input, "resources")
            .and_then(|resources| resources.as_object().ok()?.get(address));
        let Some(found) = found else { return };
        let (Some(Value::Object(refers)), Some(unknown)) =
            (member(found, "refers"), member(found, "unknown"))
        else {
            return;
        };
        for (name, addresses) in refers.iter() {
            let Value::Array(addresses) = addresses else {
                continue;
            };
            let stand_in = match addresses.as_slice() {
                [] => continue,
                [one] => one.clone(),
                _ => Value::Array(addresses.clone()),
            };
            let mark = unknown.as_object().ok().and_then(|marks| marks.get(name));
            let filled = filled(values.get(name), mark.unwrap_or(&Value::Null), &stand_in);
            values.insert(name.clone(), filled);
        }
    }
}

/// A value with a stand-in wherever the marks say that it is unknown.
fn filled(value: Option<&Value>, mark: &Value, stand_in: &Value) -> Value {
    match mark {
        Value::Bool(true) => stand_in.clone(),
        Value::Array(marks) => {
            let items = match value {
                Some(Value::Array(items)) => items.iter().map(Some).collect(),
                _ => Vec::new(),
            };
            let longest = marks.len().max(items.len());
            let filled = (0..longest).map(|at| {
                let mark = marks.get(at).unwrap_or(&Value::Null);
                filled(items.get(at).copied().flatten(), mark, stand_in)
            });
            Value::from(filled.collect::<Vec<_>>())
        }
        Value::Object(marks) => {
            let mut entries: BTreeMap<Value, Value> = match value {
                Some(Value::Object(entries)) => entries
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
                _ => BTreeMap::new(),
            };
            for (name, mark) in marks.iter() {
                let filled = filled(entries.get(name), mark, stand_in);
                entries.insert(name.clone(), filled);
            }
            Value::from(entries)
        }
        _ => value.cloned().unwrap_or(Value::Null),
    }
}
