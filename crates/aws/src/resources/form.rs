//! Building attributes, and bringing them into the one form that snapshots hold.

use driftlock_core::Attributes;
use serde_json::Value;

/// Attributes by name.
pub(crate) fn attributes<const N: usize>(all: [(&str, Value); N]) -> Attributes {
    all.into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// The text at `name`; empty where there is none.
pub(crate) fn text<'a>(attributes: &'a Attributes, name: &str) -> &'a str {
    attributes
        .get(name)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// Adds a member to an object.
pub(crate) fn add(object: &mut Value, name: &str, value: impl Into<Value>) {
    if let Value::Object(members) = object {
        members.insert(name.to_owned(), value.into());
    }
}

/// The first block at `name`: the schema holds a single block as a list of one.
pub(crate) fn block<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a Attributes> {
    attributes.get(name)?.get(0)?.as_object()
}

/// The blocks of the list at `name`, to be changed.
pub(crate) fn blocks<'a>(
    attributes: &'a mut Attributes,
    name: &str,
) -> impl Iterator<Item = &'a mut Attributes> {
    let list = attributes.get_mut(name).and_then(Value::as_array_mut);
    let blocks = list.into_iter().flatten();
    blocks.filter_map(Value::as_object_mut)
}

/// The single block at `name`, made where there is none.
pub(crate) fn single<'a>(attributes: &'a mut Attributes, name: &str) -> Option<&'a mut Attributes> {
    let slot = attributes.entry(name).or_insert(Value::Null);
    if slot.get(0).is_none_or(|block| !block.is_object()) {
        *slot = Value::Array(vec![Value::Object(Attributes::new())]);
    }
    slot.get_mut(0)?.as_object_mut()
}

/// The elements of the list at `name`; none where there is no list.
pub(crate) fn elements<'a>(
    attributes: &'a Attributes,
    name: &str,
) -> impl Iterator<Item = &'a Value> {
    let list = attributes.get(name).and_then(Value::as_array);
    list.into_iter().flatten()
}

/// The texts of the list at `name`.
pub(crate) fn texts(attributes: &Attributes, name: &str) -> Vec<String> {
    elements(attributes, name)
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

/// Gives an attribute that is absent, null or `""` the value that AWS documents as its default.
pub(crate) fn default(attributes: &mut Attributes, name: &str, value: impl Into<Value>) {
    let slot = attributes.entry(name).or_insert(Value::Null);
    if slot.is_null() || slot == "" {
        *slot = value.into();
    }
}

/// Sorts the set at `name` and leaves each element once: a set has no order, JSON lists have. No set
/// is an empty one.
pub(crate) fn sort_set(attributes: &mut Attributes, name: &str) {
    let mut all = match attributes.remove(name) {
        Some(Value::Array(elements)) => elements,
        _ => Vec::new(),
    };
    all.sort_by_cached_key(Value::to_string);
    all.dedup();
    attributes.insert(name.to_owned(), Value::Array(all));
}

/// Leaves out what says nothing, at any depth: null, `""`, `[]` and `{}` within objects. Terraform's
/// state is full of them, and AWS's answers leave them out. Tags stay as they are, for a tag's value
/// may be empty.
pub(crate) fn prune(attributes: &mut Attributes) {
    attributes.retain(|name, value| {
        if name == "tags" {
            return true;
        }
        prune_within(value);
        !says_nothing(value)
    });
}

fn prune_within(value: &mut Value) {
    match value {
        Value::Object(map) => prune(map),
        Value::Array(elements) => {
            elements.iter_mut().for_each(prune_within);
            elements.retain(|element| !element.is_null());
        }
        _ => {}
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(elements) => elements.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The label of an element in a set of texts: the text itself.
pub(crate) fn label_text(element: &Value) -> String {
    match element {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_says_nothing_is_left_out_but_for_tags_and_zeros() {
        let mut attributes = attributes([
            ("a", json!(null)),
            ("b", json!([{"c": "", "d": 0, "e": [null, {"f": []}]}])),
            ("g", json!(false)),
            ("tags", json!({"h": ""})),
        ]);
        prune(&mut attributes);
        let expected = json!({"b": [{"d": 0, "e": [{}]}], "g": false, "tags": {"h": ""}});
        assert_eq!(Value::Object(attributes), expected);
    }

    #[test]
    fn a_set_is_sorted_and_has_each_element_once() {
        let mut attributes = attributes([("s", json!(["b", "a", "b"]))]);
        sort_set(&mut attributes, "s");
        sort_set(&mut attributes, "none");
        assert_eq!(
            Value::Object(attributes),
            json!({"s": ["a", "b"], "none": []})
        );
    }
}
