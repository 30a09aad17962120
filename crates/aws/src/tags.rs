//! Tags, which every service spells in its own way.

use std::collections::BTreeMap;

use driftlock_core::{Attributes, Call};
use serde_json::{Value, json};

use crate::resources::RestorePlan;

/// Tags by name, without those that AWS sets itself (`aws:` is a reserved prefix; AWS General
/// Reference, "Tag naming limits").
pub(crate) fn own<'a>(all: impl Iterator<Item = (Option<&'a str>, Option<&'a str>)>) -> Attributes {
    all.filter_map(|(name, value)| Some((name?, value.unwrap_or_default())))
        .filter(|(name, _)| !name.starts_with("aws:"))
        .map(|(name, value)| (name.to_owned(), Value::from(value)))
        .collect()
}

/// The `tags` attribute as a map.
pub(crate) fn of(attributes: Option<&Attributes>) -> BTreeMap<String, String> {
    attributes
        .and_then(|attributes| attributes.get("tags"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()))
        .collect()
}

/// Brings Terraform's `tags` and `tags_all` into the one attribute `tags`, which holds all tags of
/// the resource: `tags_all` also has the provider's `default_tags`, which AWS cannot tell apart.
pub(crate) fn normalise(attributes: &mut Attributes) {
    let all = attributes.remove("tags_all").filter(|tags| !tags.is_null());
    let tags = all
        .or_else(|| attributes.remove("tags"))
        .and_then(|tags| match tags {
            Value::Object(map) => Some(map),
            _ => None,
        });
    let own: Attributes = tags
        .unwrap_or_default()
        .into_iter()
        .filter(|(name, _)| !name.starts_with("aws:"))
        .collect();
    attributes.insert("tags".to_owned(), Value::Object(own));
}

/// What leads from the observed tags back to the approved ones.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// Those to set.
    pub(crate) set: BTreeMap<String, String>,
    /// Names of those to remove.
    pub(crate) remove: Vec<String>,
}

impl RestorePlan {
    /// Adds the calls that lead from the observed tags of a resource back to the approved ones: each of
    /// the two is given its summary, and the tags to set or the names of those to remove.
    pub(crate) fn retag(
        &mut self,
        approved: &Attributes,
        observed: Option<&Attributes>,
        set: impl FnOnce(String, &BTreeMap<String, String>) -> Call,
        remove: impl FnOnce(String, &[String]) -> Call,
    ) {
        let change = change(Some(approved), observed);
        if !change.set.is_empty() {
            let summary = format!("set tags {}", json!(change.set));
            self.calls.push(set(summary, &change.set));
        }
        if !change.remove.is_empty() {
            let summary = format!("remove tags {}", change.remove.join(", "));
            self.calls.push(remove(summary, &change.remove));
        }
    }
}

/// The change from the tags of `observed` to those of `approved`.
pub(crate) fn change(approved: Option<&Attributes>, observed: Option<&Attributes>) -> Change {
    let (approved, observed) = (of(approved), of(observed));
    let remove = observed.keys().filter(|name| !approved.contains_key(*name));
    Change {
        remove: remove.cloned().collect(),
        set: approved
            .into_iter()
            .filter(|(name, value)| observed.get(name) != Some(value))
            .collect(),
    }
}

/// Tags as a list of `Key` and `Value`, the form that most services take them in.
pub(crate) fn list(tags: &BTreeMap<String, String>) -> Value {
    let pair = |(name, value): (&String, &String)| json!({"Key": name, "Value": value});
    tags.iter().map(pair).collect()
}

/// The tags of such a list, or of a map.
pub(crate) fn listed(list: &Value) -> Vec<(String, String)> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    match list {
        Value::Array(pairs) => pairs
            .iter()
            .filter_map(|pair| Some((text(pair.get("Key"))?, text(pair.get("Value"))?)))
            .collect(),
        Value::Object(map) => map
            .iter()
            .filter_map(|(name, value)| Some((name.clone(), text(Some(value))?)))
            .collect(),
        _ => Vec::new(),
    }
}
