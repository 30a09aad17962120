//! The settings of a version, as one table: what the schema calls each, what the API calls it, and what it
//! looks like there. All that is not read from AWS goes by this table.
//!
//! Source: `RequestLaunchTemplateData` in the EC2 API reference; the names on the wire are the parameters of
//! `CreateLaunchTemplateVersion`.

use driftlock_core::Attributes;
use serde_json::{Map, Value, json};

use crate::resources::form::sort_set;

mod read;
mod table;

pub(super) use read::read;
pub(super) use table::ALL;

/// One setting.
pub(super) struct Setting {
    /// In the schema.
    pub(super) attribute: &'static str,
    /// In the API, as the command line has it.
    pub(super) member: &'static str,
    /// As a parameter of the request; only lists are called otherwise there.
    pub(super) wire: &'static str,
    pub(super) form: Form,
}

/// What a setting looks like.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Text,
    Number,
    Truth,
    /// The schema has the text `true` or `false`, for it may be neither.
    TruthAsText,
    /// A single block, which is a structure.
    Block(&'static [Setting]),
    /// The same with two numbers; nothing within it but zeros still says something.
    Range(&'static [Setting]),
    /// A list of blocks.
    Blocks(&'static [Setting]),
    /// A set of texts.
    Texts,
    /// A set of texts, each of which is a structure with this member.
    Each(&'static str),
    /// A map, which is a list of keys and values.
    Tags,
}

/// Terraform's state has zeros, false and empty blocks where AWS has nothing: they say nothing.
pub(super) fn normalise(attributes: &mut Attributes) {
    normalise_all(ALL, attributes);
}

fn normalise_all(settings: &[Setting], attributes: &mut Map<String, Value>) {
    for setting in settings {
        let name = setting.attribute;
        let Some(value) = attributes.get_mut(name) else {
            continue;
        };
        let keep = match setting.form {
            Form::Text | Form::Tags => true,
            Form::TruthAsText => {
                if let Value::Bool(truth) = *value {
                    *value = Value::from(truth.to_string());
                }
                true
            }
            Form::Truth => *value != false,
            Form::Number => {
                whole(value);
                *value != 0
            }
            Form::Block(within) => normalise_block(within, value),
            Form::Range(within) => {
                let is_there = value.get(0).is_some_and(|block| !block.is_null());
                if !normalise_block(within, value) && is_there {
                    *value = json!([{"max": 0}]);
                }
                is_there
            }
            Form::Blocks(within) => {
                let blocks = value.as_array_mut().into_iter().flatten();
                for block in blocks.filter_map(Value::as_object_mut) {
                    normalise_all(within, block);
                }
                true
            }
            Form::Texts | Form::Each(_) => {
                sort_set(attributes, name);
                continue;
            }
        };
        if !keep {
            attributes.remove(name);
        }
    }
}

/// Whether anything is left of a single block.
fn normalise_block(within: &[Setting], value: &mut Value) -> bool {
    let Some(block) = value.get_mut(0).and_then(Value::as_object_mut) else {
        return false;
    };
    normalise_all(within, block);
    crate::resources::form::prune(block);
    !block.is_empty()
}

/// A number of the API may have a fraction, of which Terraform's JSON shows nothing where it is none.
fn whole(value: &mut Value) {
    if let Some(number) = value.as_f64()
        && !value.is_i64()
        && number.fract() == 0.0
        && let Ok(whole) = format!("{number:.0}").parse::<i64>()
    {
        *value = Value::from(whole);
    }
}

/// The settings as the API takes them.
pub(super) fn members(attributes: &Attributes) -> Map<String, Value> {
    all_members(ALL, attributes)
}

fn all_members(settings: &[Setting], attributes: &Map<String, Value>) -> Map<String, Value> {
    let member = |setting: &Setting| {
        let value = attributes.get(setting.attribute)?;
        Some((setting.member.to_owned(), member(setting.form, value)?))
    };
    settings.iter().filter_map(member).collect()
}

fn member(form: Form, value: &Value) -> Option<Value> {
    let structure =
        |within, block: &Value| Some(Value::Object(all_members(within, block.as_object()?)));
    let each = |of: &dyn Fn(&Value) -> Option<Value>| {
        let all = value.as_array()?.iter().filter_map(of);
        Some(Value::Array(all.collect()))
    };
    match form {
        Form::Text | Form::Number | Form::Truth | Form::Texts => Some(value.clone()),
        Form::TruthAsText => Some(Value::from(value == "true")),
        Form::Block(within) | Form::Range(within) => structure(within, value.get(0)?),
        Form::Blocks(within) => each(&|block| structure(within, block)),
        Form::Each(name) => each(&|text| Some(json!({name: text}))),
        Form::Tags => {
            let pairs = value.as_object()?.iter();
            Some(
                pairs
                    .map(|(key, value)| json!({"Key": key, "Value": value}))
                    .collect(),
            )
        }
    }
}
