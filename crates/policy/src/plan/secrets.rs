//! Finds the sensitive values of a resource, so that no report ever repeats one.

use std::collections::BTreeSet;

use regorus::Value;

/// Adds every string and number of `values` that `sensitive` marks.
///
/// `sensitive` is Terraform's `before_sensitive` or `after_sensitive`: true in place of each
/// sensitive value, objects and arrays in between.
pub(super) fn collect(sensitive: &Value, values: &Value, secrets: &mut BTreeSet<String>) {
    match (sensitive, values) {
        (Value::Bool(true), _) => collect_all(values, secrets),
        (Value::Object(marks), Value::Object(entries)) => {
            for (key, mark) in marks.iter() {
                if let Some(value) = entries.get(key) {
                    collect(mark, value, secrets);
                }
            }
        }
        (Value::Array(marks), Value::Array(items)) => {
            for (mark, value) in marks.iter().zip(items.iter()) {
                collect(mark, value, secrets);
            }
        }
        _ => {}
    }
}

fn collect_all(value: &Value, secrets: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if !text.is_empty() => {
            secrets.insert(text.to_string());
        }
        Value::Number(_) => {
            secrets.insert(value.to_string());
        }
        Value::Object(entries) => entries.values().for_each(|v| collect_all(v, secrets)),
        Value::Array(items) => items.iter().for_each(|v| collect_all(v, secrets)),
        _ => {}
    }
}
