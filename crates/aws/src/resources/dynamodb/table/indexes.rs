//! What a table and its indexes can take, and which indexes it has.

use std::collections::{BTreeMap, BTreeSet};

use driftlock_core::Attributes;
use serde_json::{Value, json};

use super::plan::{Input, Way, member};
use super::{INDEXES, name_of};
use crate::resources::form::{block, elements, text};

impl Way<'_> {
    pub(super) fn capacity(&mut self) {
        let mut input = Input::new();
        let billing = self.changed("billing_mode");
        if billing {
            input.extend(member("BillingMode", text(self.approved, "billing_mode")));
        }
        input.extend(capacity(self.approved, self.observed, billing));
        let (wanted, found) = (indexes(self.approved), indexes(self.observed));
        let updates: Vec<Value> = found
            .iter()
            .filter_map(|(name, found)| {
                let mut update = match wanted.get(name) {
                    Some(wanted) if keys(wanted) == keys(found) => capacity(wanted, found, billing),
                    // One that nobody approved needs a capacity until it is deleted.
                    _ => capacity(self.approved, self.approved, billing),
                };
                let some = !update.is_empty();
                update.extend(member("IndexName", name.as_str()));
                some.then(|| json!({ "Update": update }))
            })
            .collect();
        if !updates.is_empty() {
            input.extend(member("GlobalSecondaryIndexUpdates", updates));
        }
        if !input.is_empty() {
            self.update("set the approved capacity", input);
        }
    }

    /// AWS makes or deletes one index of a table at a time, and that may take hours.
    pub(super) fn index(&mut self) {
        let (wanted, found) = (indexes(self.approved), indexes(self.observed));
        let same = |name: &String| match (wanted.get(name), found.get(name)) {
            (Some(wanted), Some(found)) => keys(wanted) == keys(found),
            _ => false,
        };
        let names: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
        let mut others: Vec<&String> = names.into_iter().filter(|name| !same(name)).collect();
        // What nobody approved goes first.
        others.sort_by_key(|name| !found.contains_key(*name));
        let mut others = others.into_iter();
        let Some(first) = others.next() else {
            return;
        };
        let mut later: Vec<&String> = others.collect();
        if found.contains_key(first) {
            let delete = json!([{"Delete": {"IndexName": first}}]);
            let summary = format!("delete the index {first}");
            self.update(&summary, member("GlobalSecondaryIndexUpdates", delete));
            later.extend(wanted.contains_key(first).then_some(first));
        } else if let Some(index) = wanted.get(first) {
            self.make(first, index, &found);
        }
        for name in later {
            self.cannot(
                format!("{INDEXES}[{name}]"),
                "AWS changes one index of a table at a time; restore again when it has",
            );
        }
    }

    /// Besides the index AWS is told the types of all keys that the table then has, and of no others.
    fn make(&mut self, name: &str, index: &Attributes, found: &BTreeMap<String, &Attributes>) {
        let locals = elements(self.approved, "local_secondary_index").filter_map(Value::as_object);
        let keyed = found.values().copied().chain(locals);
        let used: BTreeSet<&str> = keyed
            .chain([self.approved, index])
            .flat_map(|keyed| [text(keyed, "hash_key"), text(keyed, "range_key")])
            .collect();
        let types = elements(self.approved, "attribute")
            .filter(|attribute| used.contains(name_of(attribute).as_str()))
            .map(|attribute| {
                json!({"AttributeName": attribute.get("name"), "AttributeType": attribute.get("type")})
            });
        let mut create = member("IndexName", name);
        create.extend(keys(index));
        create.extend(capacity(index, &Attributes::new(), true));
        let mut input = member("AttributeDefinitions", types.collect::<Value>());
        let updates = json!([{ "Create": create }]);
        input.extend(member("GlobalSecondaryIndexUpdates", updates));
        self.update(&format!("make the index {name} anew"), input);
    }
}

/// Whether one has indexes that the other one has not, or has with other keys.
pub(super) fn have_other_indexes(one: &Attributes, other: &Attributes) -> bool {
    let keyed = |table| -> BTreeMap<String, Input> {
        let all = indexes(table).into_iter();
        all.map(|(name, index)| (name, keys(index))).collect()
    };
    keyed(one) != keyed(other)
}

/// Global indexes by name.
fn indexes(table: &Attributes) -> BTreeMap<String, &Attributes> {
    let all = elements(table, INDEXES);
    all.filter_map(|index| Some((name_of(index), index.as_object()?)))
        .collect()
}

/// Keys and projection of an index, which never change while it lives.
fn keys(index: &Attributes) -> Input {
    let all = [("hash_key", "HASH"), ("range_key", "RANGE")];
    let schema = all.iter().filter_map(|(name, kind)| {
        let key = index.get(*name)?;
        Some(json!({"AttributeName": key, "KeyType": kind}))
    });
    let mut projection = Input::new();
    for (name, api) in [
        ("non_key_attributes", "NonKeyAttributes"),
        ("projection_type", "ProjectionType"),
    ] {
        let value = index.get(name).cloned();
        projection.extend(value.map(|value| (api.to_owned(), value)));
    }
    let mut all = member("KeySchema", schema.collect::<Value>());
    all.extend(member("Projection", projection));
    all
}

/// What a table, or an index, can take, where that differs; all of it where how it is paid for does.
fn capacity(wanted: &Attributes, found: &Attributes, billing: bool) -> Input {
    let mut input = Input::new();
    let differs = |name: &str| wanted.get(name) != found.get(name);
    let units = |name: &str| wanted.get(name).cloned();
    let [read, write] = ["read_capacity", "write_capacity"];
    if let (Some(most_read), Some(most_written)) = (units(read), units(write))
        && (billing || differs(read) || differs(write))
    {
        let units = json!({"ReadCapacityUnits": most_read, "WriteCapacityUnits": most_written});
        input.extend(member("ProvisionedThroughput", units));
    }
    if differs("on_demand_throughput") && units(read).is_none() {
        let limits = block(wanted, "on_demand_throughput");
        // -1 takes a limit away (`OnDemandThroughput`, DynamoDB API reference).
        let limit = |name: &str| {
            let most = limits.and_then(|limits| limits.get(name));
            most.cloned().unwrap_or_else(|| Value::from(-1))
        };
        let limits = json!({
            "MaxReadRequestUnits": limit("max_read_request_units"),
            "MaxWriteRequestUnits": limit("max_write_request_units"),
        });
        input.extend(member("OnDemandThroughput", limits));
    }
    input
}
