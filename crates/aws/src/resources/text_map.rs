//! Attributes that a service keeps as a map of texts, such as those of queues and topics.

use driftlock_core::Attributes;
use serde_json::{Number, Value};

use super::form::default;
use crate::iam_policy;

/// One of them: its name in the schema, its name in the API, and how it is written.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) schema: &'static str,
    pub(crate) api: &'static str,
    pub(crate) form: Form,
    /// What AWS takes where nothing is said, by the API reference; as the API writes it.
    pub(crate) default: Option<&'static str>,
}

/// How a value is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Number,
    Truth,
    /// JSON, of which neither spaces nor order count.
    Json,
    /// An IAM-style policy.
    Policy,
}

pub(crate) const fn entry(schema: &'static str, api: &'static str, form: Form) -> Entry {
    Entry {
        schema,
        api,
        form,
        default: None,
    }
}

impl Entry {
    pub(crate) const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// The value that the API wrote as `text`.
    fn value(&self, text: &str) -> Value {
        match self.form {
            Form::Number => text
                .parse::<i64>()
                .map_or_else(|_| Value::from(text), |number| Number::from(number).into()),
            Form::Truth => Value::from(text.eq_ignore_ascii_case("true")),
            Form::Text | Form::Json | Form::Policy => Value::from(text),
        }
    }
}

/// The attributes of an answer.
pub(crate) fn read<'a>(entries: &[Entry], get: impl Fn(&str) -> Option<&'a str>) -> Attributes {
    let read = entries.iter().filter_map(|entry| {
        let value = entry.value(get(entry.api)?);
        Some((entry.schema.to_owned(), value))
    });
    read.collect()
}

/// Brings them into the form of snapshots: defaults written out, JSON in one order.
pub(crate) fn form(entries: &[Entry], attributes: &mut Attributes) {
    for entry in entries {
        if let Some(text) = entry.default {
            default(attributes, entry.schema, entry.value(text));
        }
        let Some(Value::String(text)) = attributes.get_mut(entry.schema) else {
            continue;
        };
        match entry.form {
            Form::Json => *text = canonical(text),
            Form::Policy if !text.is_empty() => *text = iam_policy::canonical(text),
            _ => {}
        }
    }
}

/// The approved value of an entry as the API takes it; empty where there is none.
pub(crate) fn written(entry: &Entry, approved: &Attributes) -> String {
    match approved.get(entry.schema) {
        None | Some(Value::Null) => entry.default.unwrap_or_default().to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// The entries whose values differ.
pub(crate) fn changed<'a>(
    entries: &'a [Entry],
    approved: &Attributes,
    observed: &Attributes,
) -> Vec<&'a Entry> {
    let differs = |entry: &&Entry| approved.get(entry.schema) != observed.get(entry.schema);
    entries.iter().filter(differs).collect()
}

/// JSON text in one order and without spaces; other text as it is. Counts may be texts: SQS answers
/// `"maxReceiveCount":"5"` or `5`, as it was written.
fn canonical(text: &str) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return text.to_owned();
    };
    if let Some(count) = value.get_mut("maxReceiveCount")
        && let Some(number) = count.as_str().and_then(|text| text.parse::<i64>().ok())
    {
        *count = Value::from(number);
    }
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ENTRIES: &[Entry] = &[
        entry("delay", "Delay", Form::Number).or("0"),
        entry("fifo", "Fifo", Form::Truth).or("false"),
        entry("redrive", "Redrive", Form::Json),
    ];

    #[test]
    fn texts_become_values_and_texts_again() {
        let answer = |name: &str| match name {
            "Delay" => Some("5"),
            "Redrive" => Some("{ \"maxReceiveCount\": \"3\", \"a\": 1 }"),
            _ => None,
        };
        let mut attributes = read(ENTRIES, answer);
        form(ENTRIES, &mut attributes);
        let expected =
            json!({"delay": 5, "fifo": false, "redrive": "{\"a\":1,\"maxReceiveCount\":3}"});
        assert_eq!(Value::Object(attributes.clone()), expected);
        let texts: Vec<String> = ENTRIES.iter().map(|e| written(e, &attributes)).collect();
        assert_eq!(texts, ["5", "false", "{\"a\":1,\"maxReceiveCount\":3}"]);
        let mut other = attributes.clone();
        other.remove("redrive");
        let changed = changed(ENTRIES, &other, &attributes);
        assert_eq!(
            changed.iter().map(|e| e.api).collect::<Vec<_>>(),
            ["Redrive"]
        );
        assert_eq!(written(&ENTRIES[2], &other), "");
    }
}
