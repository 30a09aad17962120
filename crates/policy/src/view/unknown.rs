//! Values not known until apply, told apart by who decides them.
//!
//! Terraform marks both a value that the configuration takes from elsewhere and a value that the
//! provider makes up because nobody set it. The first leaves a verdict open; the second means that
//! the attribute is not configured, and policies must see it as such.

use std::collections::BTreeMap;

use regorus::Value;

use crate::plan::Block;

/// The unknown parts of one resource.
#[derive(Debug)]
pub(super) struct Unknown {
    /// Set by the configuration: true, or a tree that ends in true, by attribute.
    pub(super) open: Value,
    /// Left to the provider: true by attribute.
    pub(super) computed: Value,
}

/// Splits Terraform's `after_unknown` of a resource. Without its configuration all of it is open.
pub(super) fn split(after_unknown: &Value, block: Option<&Block>) -> Unknown {
    let (mut open, mut computed) = (BTreeMap::new(), BTreeMap::new());
    if let Value::Object(attributes) = after_unknown {
        for (name, mark) in attributes.iter() {
            let configured = |name: &Value| match (block, name) {
                (Some(block), Value::String(name)) => block.arguments.contains_key(name.as_ref()),
                _ => true,
            };
            match prune(mark) {
                None => {}
                Some(Value::Bool(true)) if !configured(name) => {
                    computed.insert(name.clone(), Value::Bool(true));
                }
                Some(mark) => {
                    open.insert(name.clone(), mark);
                }
            }
        }
    }
    Unknown {
        open: Value::from(open),
        computed: Value::from(computed),
    }
}

/// The tree without branches that hold no true. Arrays keep their positions.
fn prune(mark: &Value) -> Option<Value> {
    match mark {
        Value::Bool(true) => Some(Value::Bool(true)),
        Value::Array(items) => {
            let pruned: Vec<Option<Value>> = items.iter().map(prune).collect();
            pruned.iter().any(Option::is_some).then(|| {
                let hold = |item: Option<Value>| item.unwrap_or(Value::Bool(false));
                Value::from(pruned.into_iter().map(hold).collect::<Vec<_>>())
            })
        }
        Value::Object(entries) => {
            let pruned: BTreeMap<Value, Value> = entries
                .iter()
                .filter_map(|(key, mark)| Some((key.clone(), prune(mark)?)))
                .collect();
            (!pruned.is_empty()).then(|| Value::from(pruned))
        }
        _ => None,
    }
}
