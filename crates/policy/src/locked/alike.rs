//! Whether a planned value is an approved one, however each is spelt.
//!
//! A snapshot and a plan follow one schema, but a plan is as the configuration spells it: sets in any
//! order, rules of security groups in any grouping, JSON in any layout, nothing as null or as empty.
//! What is not recognised as the same is taken for different, which only means that less is said.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// Attributes of one rule of a security group that list its peers.
const PEERS: [&str; 4] = [
    "cidr_blocks",
    "ipv6_cidr_blocks",
    "prefix_list_ids",
    "security_groups",
];
/// The attribute of such a rule that makes the group its own peer.
const ITSELF: &str = "self";

/// Whether all that differs between `before` and `planned` becomes what is approved. What the plan
/// leaves as it is in a block may be spelt otherwise, or have drifted too.
pub(super) fn is_reverted(approved: &Value, before: &Value, planned: &Value) -> bool {
    if before == planned || is_alike(approved, planned) {
        return true;
    }
    let (Some(approved), Some(before), Some(planned)) =
        (block(approved), block(before), block(planned))
    else {
        return false;
    };
    let names: BTreeSet<&String> = before.keys().chain(planned.keys()).collect();
    let of = |block: &Map<String, Value>, name| block.get(name).cloned().unwrap_or_default();
    names
        .into_iter()
        .all(|name| is_reverted(&of(approved, name), &of(before, name), &of(planned, name)))
}

/// The one block of a list.
fn block(value: &Value) -> Option<&Map<String, Value>> {
    match value.as_array()?.as_slice() {
        [one] => one.as_object(),
        _ => None,
    }
}

/// Whether two values mean the same.
fn is_alike(approved: &Value, planned: &Value) -> bool {
    plain(approved) == plain(planned)
}

fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => from_text(text),
        Value::Array(items) => {
            let rules = items.iter().flat_map(one_per_peer);
            list(rules.map(|item| plain(&item)).collect())
        }
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (key.clone(), plain(value)));
            object(entries.collect())
        }
        other => other.clone(),
    }
}

fn from_text(text: &str) -> Value {
    if text.is_empty() {
        return Value::Null;
    }
    let is_json = text.trim_start().starts_with(['{', '[']);
    let parsed = || serde_json::from_str::<Value>(text).ok();
    match is_json.then(parsed).flatten() {
        Some(document) => in_document(&document),
        None => Value::String(text.to_owned()),
    }
}

/// In documents of IAM a list of one is that one, and nothing is left out.
fn in_document(value: &Value) -> Value {
    match value {
        Value::Array(items) => match items.as_slice() {
            [one] => in_document(one),
            all => sorted(all.iter().map(in_document).collect()),
        },
        Value::Object(entries) => {
            let entries = entries.iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key.clone(), in_document(value)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

/// The rule once for each of its peers; anything else as it is.
fn one_per_peer(item: &Value) -> Vec<Value> {
    let Some(rule) = item
        .as_object()
        .filter(|rule| rule.contains_key("cidr_blocks"))
    else {
        return vec![item.clone()];
    };
    let mut rest: Map<String, Value> = rule.clone();
    let peers: BTreeMap<&str, Vec<Value>> = PEERS
        .into_iter()
        .map(|name| match rest.remove(name) {
            Some(Value::Array(peers)) => (name, peers),
            _ => (name, Vec::new()),
        })
        .collect();
    let itself = rest.remove(ITSELF) == Some(Value::Bool(true));
    let with = |name: &str, peer: Value| {
        let mut one = rest.clone();
        one.insert(name.to_owned(), peer);
        Value::Object(one)
    };
    let listed = peers.into_iter().flat_map(|(name, peers)| {
        let each = peers.into_iter();
        each.map(|peer| with(name, peer)).collect::<Vec<_>>()
    });
    listed
        .chain(itself.then(|| with(ITSELF, Value::Bool(true))))
        .collect()
}

fn list(items: Vec<Value>) -> Value {
    if items.is_empty() {
        Value::Null
    } else {
        sorted(items)
    }
}

fn sorted(mut items: Vec<Value>) -> Value {
    items.sort_by_cached_key(ToString::to_string);
    Value::Array(items)
}

/// What is not set is left out.
fn object(mut entries: Map<String, Value>) -> Value {
    entries.retain(|_, value| !value.is_null());
    if entries.is_empty() {
        Value::Null
    } else {
        Value::Object(entries)
    }
}
