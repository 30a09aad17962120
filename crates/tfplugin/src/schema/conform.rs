//! Makes what a provider answers into what Terraform expects of the schema.

use std::collections::BTreeMap;

use super::{Attribute, Block, BlockNesting, Kind, NestedBlock};
use crate::value::Value;

impl Block {
    /// Fills in what a provider may leave out: Terraform has an empty collection, not null,
    /// where a repeated block does not appear. Takes out what is write-only, whatever the
    /// provider made of it.
    pub(crate) fn conform(&self, value: Value) -> Value {
        let Value::Object(mut items) = value else {
            return value;
        };
        empty_write_only(&self.attributes, &mut items);
        for (name, nested) in &self.blocks {
            let value = items.remove(name).unwrap_or_default();
            items.insert(name.clone(), nested.conform(value));
        }
        Value::Object(items)
    }

    pub(crate) fn has_write_only(&self) -> bool {
        let mut blocks = self.blocks.values();
        self.attributes.values().any(Attribute::has_write_only)
            || blocks.any(|nested| nested.block.has_write_only())
    }
}

impl NestedBlock {
    fn conform(&self, value: Value) -> Value {
        match (self.nesting, value) {
            (BlockNesting::List, Value::Null) => Value::List(Vec::new()),
            (BlockNesting::Set, Value::Null) => Value::Set(Vec::new()),
            (BlockNesting::Map, Value::Null) => Value::Map(BTreeMap::new()),
            (BlockNesting::Single, value) => self.block.conform(value),
            (_, value) => elements(value, |item| self.block.conform(item)),
        }
    }
}

impl Attribute {
    pub(crate) fn has_write_only(&self) -> bool {
        let inside = match &self.kind {
            Kind::Plain(_) => false,
            Kind::Nested(_, attributes) => attributes.values().any(Attribute::has_write_only),
        };
        self.write_only || inside
    }

    fn conform(&self, value: Value) -> Value {
        match (&self.kind, value) {
            _ if self.write_only => Value::Null,
            (Kind::Nested(_, attributes), Value::Object(mut items)) => {
                empty_write_only(attributes, &mut items);
                Value::Object(items)
            }
            (Kind::Nested(..), value) => elements(value, |item| self.conform(item)),
            (Kind::Plain(_), value) => value,
        }
    }
}

fn empty_write_only(attributes: &BTreeMap<String, Attribute>, items: &mut BTreeMap<String, Value>) {
    for (name, attribute) in attributes.iter().filter(|(_, at)| at.has_write_only()) {
        if let Some(value) = items.get_mut(name) {
            *value = attribute.conform(std::mem::take(value));
        }
    }
}

fn elements(value: Value, each: impl Fn(Value) -> Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.into_iter().map(each).collect()),
        Value::Set(items) => Value::Set(items.into_iter().map(each).collect()),
        Value::Map(items) => {
            let items = items.into_iter();
            Value::Map(items.map(|(key, item)| (key, each(item))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Nesting, Presence, Schema};
    use crate::types::Type;

    #[test]
    fn nothing_write_only_is_left_at_any_depth() {
        let secret = || Attribute::optional(Type::String).write_only();
        let plain = || Attribute::optional(Type::String);
        let inner = Block::new("")
            .attribute("secret", secret())
            .attribute("name", plain());
        let many = [("secret", secret()), ("name", plain())];
        let schema = Schema::new("")
            .attribute("secret", secret())
            .attribute(
                "many",
                Attribute::nested(Nesting::Map, Presence::Optional, many),
            )
            .block("rule", NestedBlock::list(inner));
        let object = |secret: Value| Value::object([("name", "n".into()), ("secret", secret)]);
        let value = |secret: Value| {
            let many = BTreeMap::from([("a".to_owned(), object(secret.clone()))]);
            Value::object([
                ("secret", secret.clone()),
                ("many", many.into()),
                ("rule", vec![object(secret)].into()),
            ])
        };
        let conformed = schema.block.conform(value("hush".into()));
        assert_eq!(conformed, value(Value::Null));
    }
}
