//! What this service calls attributes: pairs of a key and a text, such as
//! `deletion_protection.enabled` and `true`. Each stands for one attribute of the schema.

use driftlock_core::Attributes;
use serde_json::{Map, Value, json};

/// One pair.
#[derive(Clone, Copy)]
pub(super) struct Knob {
    /// In the schema: names joined by dots, where all but the last are single blocks.
    pub(super) path: &'static str,
    /// As AWS calls it.
    pub(super) key: &'static str,
    /// What the schema makes of its text.
    pub(super) form: Form,
}

/// How the schema holds a text of AWS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Truth,
    Number,
}

impl Form {
    fn of(self, text: &str) -> Value {
        match self {
            Self::Text => Value::from(text),
            Self::Truth => Value::from(text == "true"),
            Self::Number => text.parse::<i64>().map_or(Value::Null, Value::from),
        }
    }
}

pub(super) const fn text(path: &'static str, key: &'static str) -> Knob {
    let form = Form::Text;
    Knob { path, key, form }
}

pub(super) const fn truth(path: &'static str, key: &'static str) -> Knob {
    let form = Form::Truth;
    Knob { path, key, form }
}

pub(super) const fn number(path: &'static str, key: &'static str) -> Knob {
    let form = Form::Number;
    Knob { path, key, form }
}

/// Puts what AWS answered into the attributes.
pub(super) fn read<'a>(
    knobs: &[Knob],
    pairs: impl Iterator<Item = (Option<&'a str>, Option<&'a str>)>,
    attributes: &mut Attributes,
) {
    for (key, value) in pairs {
        let (Some(key), Some(value)) = (key, value) else {
            continue;
        };
        for knob in knobs.iter().filter(|knob| knob.key == key) {
            put(attributes, knob.path, knob.form.of(value));
        }
    }
}

/// The pairs that lead from `observed` to `approved`.
pub(super) fn changed(
    knobs: &[Knob],
    approved: &Attributes,
    observed: &Attributes,
) -> Vec<(&'static str, String)> {
    let differs = |knob: &&Knob| at(approved, knob.path) != at(observed, knob.path);
    let pair = |knob: &Knob| (knob.key, shown(at(approved, knob.path)));
    knobs.iter().filter(differs).map(pair).collect()
}

/// Pairs as the API takes them.
pub(super) fn pairs(all: &[(&str, String)]) -> Value {
    let pair = |(key, value): &(&str, String)| json!({"Key": key, "Value": value});
    all.iter().map(pair).collect()
}

/// What a call with these pairs does, in words.
pub(super) fn summary(all: &[(&str, String)]) -> String {
    let words: Vec<String> = all
        .iter()
        .map(|(key, value)| match value.as_str() {
            "" => format!("clear {key}"),
            value => format!("set {key} to {value}"),
        })
        .collect();
    words.join(", ")
}

/// The value at a path.
pub(super) fn at<'a>(attributes: &'a Attributes, path: &str) -> &'a Value {
    let found = match path.split_once('.') {
        None => attributes.get(path),
        Some((block, rest)) => attributes
            .get(block)
            .and_then(|blocks| blocks.get(0))
            .and_then(Value::as_object)
            .map(|block| at(block, rest)),
    };
    found.unwrap_or(&Value::Null)
}

fn put(attributes: &mut Attributes, path: &str, value: Value) {
    let Some((block, rest)) = path.split_once('.') else {
        attributes.insert(path.to_owned(), value);
        return;
    };
    if let Some(block) = single(attributes, block) {
        put(block, rest, value);
    }
}

/// The single block at `name`, made where there is none.
pub(super) fn single<'a>(
    attributes: &'a mut Attributes,
    name: &str,
) -> Option<&'a mut Map<String, Value>> {
    let slot = attributes.entry(name).or_insert(Value::Null);
    if slot.get(0).is_none_or(|block| !block.is_object()) {
        *slot = json!([{}]);
    }
    slot.get_mut(0)?.as_object_mut()
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
