//! Applies the rules of a schema to a configuration.

use std::collections::BTreeMap;

use super::{Attribute, Block, Kind};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::path::AttributePath;
use crate::value::Value;

/// Whether the client keeps write-only values out of what it saves, as it says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Client {
    KnowsWriteOnly,
    Older,
}

impl Block {
    /// Every breach of a rule in `config`, each at its attribute.
    pub(crate) fn check(&self, config: &Value, client: Client) -> Diagnostics {
        let mut checker = Checker {
            client,
            found: Diagnostics::new(),
            path: AttributePath::root(),
        };
        checker.block(self, config);
        checker.found
    }
}

struct Checker {
    client: Client,
    found: Diagnostics,
    path: AttributePath,
}

impl Checker {
    fn block(&mut self, block: &Block, value: &Value) {
        self.attributes(&block.attributes, value);
        for (name, nested) in &block.blocks {
            self.path.push_attribute(name);
            self.each(value.get(name), |this, item| {
                this.block(&nested.block, item)
            });
            self.path.pop();
        }
    }

    fn attributes(&mut self, attributes: &BTreeMap<String, Attribute>, value: &Value) {
        for (name, attribute) in attributes {
            self.path.push_attribute(name);
            self.attribute(attribute, value.get(name));
            self.path.pop();
        }
    }

    fn attribute(&mut self, attribute: &Attribute, value: &Value) {
        if value.is_null() {
            return;
        }
        if attribute.write_only && self.client == Client::Older {
            self.report(too_old());
        }
        if value.is_unknown() {
            return;
        }
        for check in &attribute.checks {
            if let Err(diagnostic) = check(value) {
                self.report(diagnostic);
            }
        }
        if let Kind::Nested(_, attributes) = &attribute.kind {
            self.each(value, |this, item| this.attributes(attributes, item));
        }
    }

    /// Visits the objects in a single, repeated or labelled value.
    fn each(&mut self, value: &Value, visit: impl Fn(&mut Checker, &Value)) {
        match value {
            Value::Object(_) => visit(self, value),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.path.push_index(index);
                    visit(self, item);
                    self.path.pop();
                }
            }
            // An element of a set has no address; the diagnostic points at the set.
            Value::Set(items) => items.iter().for_each(|item| visit(self, item)),
            Value::Map(items) => {
                for (key, item) in items {
                    self.path.push_key(key);
                    visit(self, item);
                    self.path.pop();
                }
            }
            _ => {}
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        let path = self.path.clone();
        self.found.push(if diagnostic.path.is_root() {
            diagnostic.at(path)
        } else {
            diagnostic
        });
    }
}

fn too_old() -> Diagnostic {
    Diagnostic::error("this attribute is write-only, which the client does not know")
        .detail("Its value would end up in the state. Use Terraform 1.11 or newer, or leave the attribute out.")
}

#[cfg(test)]
mod tests {
    use super::super::{Block, NestedBlock, Schema};
    use super::*;
    use crate::types::Type;

    fn schema() -> Schema {
        let rule = Block::new("").attribute(
            "mode",
            Attribute::optional(Type::String).one_of(&["observe", "enforce"]),
        );
        let rule = rule.attribute("secret", Attribute::optional(Type::String).write_only());
        Schema::new("").block("rule", NestedBlock::list(rule))
    }

    #[track_caller]
    fn check(mode: Value, expected: &[&str]) {
        let config = Value::object([("rule", vec![Value::object([("mode", mode)])].into())]);
        let paths: Vec<String> = schema()
            .block
            .check(&config, Client::Older)
            .iter()
            .map(|d| d.path.to_string())
            .collect();
        assert_eq!(paths, expected);
    }

    #[test]
    fn rules_hold_for_known_values_and_name_the_attribute() {
        check("enforce".into(), &[]);
        check("destroy".into(), &["rule[0].mode"]);
        check(Value::unknown(), &[]);
        check(Value::Null, &[]);
    }

    #[test]
    fn only_a_client_that_knows_write_only_may_set_it() {
        for (secret, client, expected) in [
            ("hush".into(), Client::Older, &["rule[0].secret"][..]),
            (Value::unknown(), Client::Older, &["rule[0].secret"]),
            (Value::Null, Client::Older, &[]),
            ("hush".into(), Client::KnowsWriteOnly, &[]),
        ] {
            let rule = Value::object([("secret", secret)]);
            let config = Value::object([("rule", vec![rule].into())]);
            let found = schema().block.check(&config, client);
            let paths: Vec<_> = found.iter().map(|d| d.path.to_string()).collect();
            assert_eq!(paths, expected);
        }
    }
}
