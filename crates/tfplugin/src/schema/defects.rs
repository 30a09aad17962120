//! What no client would take in a schema, told before a client has to find it.
//!
//! The rules are those that Terraform applies to the schemas of providers, in
//! `internal/configs/configschema/internal_validate.go` of its sources.

use std::collections::BTreeMap;

use super::{Attribute, Block, BlockNesting, Kind, NestedBlock, Nesting, Schema};
use crate::path::AttributePath;
use crate::types::Type;

/// What a schema is of. Only what has a saved state can keep a value out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Managed,
    Other,
}

/// One defect: where, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Defect {
    pub(crate) path: AttributePath,
    pub(crate) problem: &'static str,
}

impl Schema {
    /// Everything wrong with the schema itself, in order of the names.
    pub(crate) fn defects(&self, role: Role) -> Vec<Defect> {
        let mut finder = Finder {
            role,
            found: Vec::new(),
            path: AttributePath::root(),
        };
        finder.block(&self.block);
        finder.found
    }
}

struct Finder {
    role: Role,
    found: Vec<Defect>,
    path: AttributePath,
}

impl Finder {
    fn block(&mut self, block: &Block) {
        self.attributes(&block.attributes);
        for (name, nested) in &block.blocks {
            self.path.push_attribute(name);
            let taken = block.attributes.contains_key(name);
            self.refuse(taken, "is both an attribute and a block");
            self.refuse(!is_name(name), NAME);
            self.nested(nested);
            self.path.pop();
        }
    }

    fn nested(&mut self, nested: &NestedBlock) {
        let (min, max) = (nested.min_items, nested.max_items);
        let fits = match nested.nesting {
            BlockNesting::Single => min == max && (0..=1).contains(&min),
            BlockNesting::Map => min == 0 && max == 0,
            BlockNesting::List | BlockNesting::Set => {
                min >= 0 && max >= 0 && (max == 0 || min <= max)
            }
        };
        self.refuse(!fits, "has a number of appearances that cannot be");
        if nested.nesting == BlockNesting::Set {
            let secret = nested.block.has_write_only();
            self.set(&nested.block.ty(), secret);
        }
        self.block(&nested.block);
    }

    fn attributes(&mut self, attributes: &BTreeMap<String, Attribute>) {
        for (name, attribute) in attributes {
            self.path.push_attribute(name);
            self.refuse(!is_name(name), NAME);
            self.attribute(attribute);
            self.path.pop();
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        if attribute.write_only {
            let here = self.role == Role::Managed;
            self.refuse(!here, "is write-only, and nothing of this is saved");
            self.refuse(attribute.is_computed(), "is write-only and computed");
            let replaces = attribute.requires_replace;
            self.refuse(
                replaces,
                "is write-only, so that no change of it can be seen to need a replacement",
            );
        }
        let Kind::Nested(nesting, attributes) = &attribute.kind else {
            return;
        };
        if *nesting == Nesting::Set {
            let secret = attributes.values().any(Attribute::has_write_only);
            self.set(&attribute.ty(), secret);
        }
        self.attributes(attributes);
    }

    /// Elements of a set are told apart by their contents, all of them.
    fn set(&mut self, ty: &Type, write_only: bool) {
        self.refuse(write_only, "is a set with something write-only inside");
        self.refuse(
            ty.has_dynamic(),
            "is a set with something of any type inside",
        );
    }

    fn refuse(&mut self, wrong: bool, problem: &'static str) {
        if wrong {
            self.found.push(Defect {
                path: self.path.clone(),
                problem,
            });
        }
    }
}

const NAME: &str = "is not a name: names have lower-case letters, digits and `_`";

fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Presence;

    #[track_caller]
    fn check(schema: &Schema, role: Role, expected: &[&str]) {
        let found = schema.defects(role).into_iter();
        let found: Vec<_> = found.map(|d| format!("{} {}", d.path, d.problem)).collect();
        assert_eq!(found, expected);
    }

    fn secret() -> Attribute {
        Attribute::optional(Type::String).write_only()
    }

    #[test]
    fn write_only_goes_where_it_can_be_kept_out() {
        let block = || Block::new("").attribute("secret", secret());
        let fine = Schema::new("")
            .attribute("secret", secret())
            .attribute(
                "one",
                Attribute::nested(Nesting::List, Presence::Optional, [("secret", secret())]),
            )
            .block("many", NestedBlock::list(block()));
        check(&fine, Role::Managed, &[]);
        let saved = "is write-only, and nothing of this is saved";
        let expected = ["one.secret", "secret", "many.secret"].map(|at| format!("{at} {saved}"));
        check(&fine, Role::Other, &expected.each_ref().map(String::as_str));

        let computed = Attribute::computed(Type::String).write_only();
        let wrong = Schema::new("")
            .attribute("both", computed.requires_replace())
            .attribute(
                "inside",
                Attribute::nested(Nesting::Set, Presence::Optional, [("secret", secret())]),
            )
            .block(
                "unordered",
                NestedBlock::set(Block::new("").block("deep", NestedBlock::single(block()))),
            );
        check(
            &wrong,
            Role::Managed,
            &[
                "both is write-only and computed",
                "both is write-only, so that no change of it can be seen to need a replacement",
                "inside is a set with something write-only inside",
                "unordered is a set with something write-only inside",
            ],
        );
    }

    #[test]
    fn names_counts_and_sets_are_as_terraform_takes_them() {
        let any = Block::new("").attribute("any", Attribute::optional(Type::list(Type::Dynamic)));
        let wrong = Schema::new("")
            .attribute("Name", Attribute::optional(Type::String))
            .attribute("rule", Attribute::optional(Type::String))
            .block("label", NestedBlock::map(Block::new("")).min(1))
            .block("one", NestedBlock::single(Block::new("")).max(1))
            .block("rule", NestedBlock::list(Block::new("")).min(2).max(1))
            .block("some", NestedBlock::set(any));
        check(
            &wrong,
            Role::Managed,
            &[
                &format!("Name {NAME}"),
                "label has a number of appearances that cannot be",
                "one has a number of appearances that cannot be",
                "rule is both an attribute and a block",
                "rule has a number of appearances that cannot be",
                "some is a set with something of any type inside",
            ],
        );
    }
}
