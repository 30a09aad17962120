//! Planning: what Terraform proposes, completed by what the schema says.

use std::collections::BTreeMap;

use crate::path::AttributePath;
use crate::schema::{Attribute, Block, Kind};
use crate::value::Value;

/// The plan of a creation or an update, for a resource to refine.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The state before; null for a creation.
    pub prior: Value,
    /// What the configuration says. Computed attributes that it leaves out are null. What is
    /// write-only is seen here only.
    pub config: Value,
    /// What will be. Attributes that the configuration sets must stay as it sets them.
    pub planned: Value,
    /// The attributes whose change needs the resource replaced.
    pub requires_replace: Vec<AttributePath>,
}

impl Plan {
    /// Completes what Terraform proposes: defaults, unknown computed attributes of what is
    /// new, and the attributes whose change needs a replacement.
    pub(crate) fn new(block: &Block, prior: Value, config: Value, proposed: Value) -> Plan {
        let mode = if prior.is_null() {
            Mode::Create
        } else {
            Mode::Update
        };
        let planned = complete_block(block, &config, proposed, mode);
        let requires_replace = match mode {
            Mode::Create => Vec::new(),
            Mode::Update => replaced(block, &prior, &planned),
        };
        Plan {
            prior,
            config,
            planned,
            requires_replace,
        }
    }

    /// Whether any attribute or block differs from the state before.
    #[must_use]
    pub fn is_change(&self) -> bool {
        self.prior != self.planned
    }

    /// Whether attribute or block `name` differs from the state before.
    #[must_use]
    pub fn changes(&self, name: &str) -> bool {
        self.prior.get(name) != self.planned.get(name)
    }

    /// Says that the apply will decide attribute `name`.
    pub fn set_unknown(&mut self, name: &str) {
        self.planned.set(name, Value::unknown());
    }
}

#[derive(Clone, Copy)]
enum Mode {
    Create,
    Update,
}

fn complete_block(block: &Block, config: &Value, proposed: Value, mode: Mode) -> Value {
    let Value::Object(mut items) = proposed else {
        return proposed;
    };
    complete_attributes(&block.attributes, config, &mut items, mode);
    for (name, nested) in &block.blocks {
        let value = items.remove(name).unwrap_or_default();
        let value = each(value, config.get(name), |config, item| {
            complete_block(&nested.block, config, item, mode)
        });
        items.insert(name.clone(), value);
    }
    Value::Object(items)
}

fn complete_attributes(
    attributes: &BTreeMap<String, Attribute>,
    config: &Value,
    items: &mut BTreeMap<String, Value>,
    mode: Mode,
) {
    for (name, attribute) in attributes {
        let value = items.remove(name).unwrap_or_default();
        let value = complete_attribute(attribute, config.get(name), value, mode);
        items.insert(name.clone(), value);
    }
}

fn complete_attribute(attribute: &Attribute, config: &Value, value: Value, mode: Mode) -> Value {
    if config.is_null() && attribute.is_computed() {
        return match (&attribute.default, mode) {
            (Some(default), _) => default.clone(),
            (None, Mode::Create) => Value::unknown(),
            (None, Mode::Update) => value,
        };
    }
    if attribute.write_only {
        return Value::Null;
    }
    let Kind::Nested(_, attributes) = &attribute.kind else {
        return value;
    };
    each(value, config, |config, item| match item {
        Value::Object(mut items) => {
            complete_attributes(attributes, config, &mut items, mode);
            Value::Object(items)
        }
        other => other,
    })
}

/// Visits the objects in a single, repeated or labelled value beside their configuration.
///
/// Elements of a set cannot be told apart but by their contents, so that each stands in for
/// its own configuration.
fn each(value: Value, config: &Value, visit: impl Fn(&Value, Value) -> Value) -> Value {
    match value {
        Value::Object(_) => visit(config, value),
        Value::List(items) => {
            let configs = config.items().iter().chain(std::iter::repeat(&Value::Null));
            Value::List(
                items
                    .into_iter()
                    .zip(configs)
                    .map(|(item, c)| visit(c, item))
                    .collect(),
            )
        }
        Value::Set(items) => Value::Set(
            items
                .into_iter()
                .map(|item| visit(&item.clone(), item))
                .collect(),
        ),
        Value::Map(items) => Value::Map(
            items
                .into_iter()
                .map(|(key, item)| {
                    let item = visit(config.get(&key), item);
                    (key, item)
                })
                .collect(),
        ),
        other => other,
    }
}

fn replaced(block: &Block, prior: &Value, planned: &Value) -> Vec<AttributePath> {
    let attributes = block
        .attributes
        .iter()
        .filter(|(_, at)| at.requires_replace);
    let blocks = block
        .blocks
        .iter()
        .filter(|(_, nested)| nested.requires_replace);
    attributes
        .map(|(name, _)| name)
        .chain(blocks.map(|(name, _)| name))
        .filter(|name| prior.get(name) != planned.get(name))
        .map(|name| AttributePath::new(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{NestedBlock, Schema};
    use crate::types::Type;

    fn schema() -> Schema {
        let rule = Block::new("")
            .attribute("mode", Attribute::optional(Type::String).default("observe"))
            .attribute("hits", Attribute::computed(Type::Number));
        Schema::new("")
            .attribute("name", Attribute::required(Type::String).requires_replace())
            .attribute("retries", Attribute::optional(Type::Number).default(3_i64))
            .attribute("id", Attribute::computed(Type::String))
            .block("rule", NestedBlock::list(rule))
    }

    fn config(name: &str) -> Value {
        let rule = Value::object([("mode", Value::Null), ("hits", Value::Null)]);
        Value::object([
            ("name", name.into()),
            ("retries", Value::Null),
            ("id", Value::Null),
            ("rule", vec![rule].into()),
        ])
    }

    #[test]
    fn a_creation_has_defaults_and_unknowns_at_every_depth() {
        let plan = Plan::new(&schema().block, Value::Null, config("web"), config("web"));
        assert_eq!(plan.planned.integer("retries"), Some(3));
        assert!(plan.planned.get("id").is_unknown());
        let rule = plan.planned.block("rule").unwrap();
        assert_eq!(rule.string("mode"), Some("observe"));
        assert!(rule.get("hits").is_unknown());
    }

    #[test]
    fn an_update_keeps_what_is_computed_and_names_what_replaces() {
        let rule = Value::object([("mode", "observe".into()), ("hits", 1_i64.into())]);
        let prior = Value::object([
            ("name", "web".into()),
            ("retries", 3_i64.into()),
            ("id", "i-1".into()),
            ("rule", vec![rule].into()),
        ]);
        let same = Plan::new(&schema().block, prior.clone(), config("web"), prior.clone());
        assert!(!same.is_change(), "{:?}", same.planned);

        let proposed = prior.clone().with("name", "api");
        let renamed = Plan::new(&schema().block, prior, config("api"), proposed);
        assert!(renamed.changes("name") && !renamed.changes("id"));
        assert_eq!(renamed.requires_replace, [AttributePath::new("name")]);
    }
}
