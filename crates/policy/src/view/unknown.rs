//! Values not known until apply, told apart by who decides them.
//!
//! Terraform marks both a value that the configuration takes from elsewhere and a value that the
//! provider makes up because nobody set it. The first leaves a verdict open; the second means that
//! the attribute is not configured, and policies must see it as such.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regorus::Value;

use crate::plan::{Block, References};
use crate::value::text;

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
            let argument = match (block, name) {
                (Some(block), Value::String(name)) => block.arguments.get(name.as_ref()),
                _ => None,
            };
            // What nobody sets in a block that somebody wrote is left to the provider, too.
            let inside = argument
                .filter(|references| written_out(references, mark))
                .map(|references| &references.inside);
            match prune(mark, inside, "") {
                None => {}
                Some(Value::Bool(true)) if block.is_some() && argument.is_none() => {
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

/// The tree without branches that hold no true, and without arguments that are not `set`, where that
/// is known. Arrays keep their positions.
fn prune(mark: &Value, set: Option<&BTreeSet<String>>, path: &str) -> Option<Value> {
    match mark {
        Value::Bool(true) => (!left_to_provider(set, path)).then_some(Value::Bool(true)),
        Value::Array(items) => {
            let pruned: Vec<Option<Value>> =
                items.iter().map(|item| prune(item, set, path)).collect();
            pruned.iter().any(Option::is_some).then(|| {
                let hold = pruned.into_iter().zip(items.iter()).map(|(pruned, item)| {
                    // A block of which everything is known stays a block.
                    pruned.unwrap_or_else(|| match item {
                        Value::Object(_) => Value::new_object(),
                        _ => Value::Bool(false),
                    })
                });
                Value::from(hold.collect::<Vec<_>>())
            })
        }
        Value::Object(entries) => {
            let pruned: BTreeMap<Value, Value> = entries
                .iter()
                .filter_map(|(key, mark)| {
                    let deeper = match (text(key), path) {
                        (Some(name), "") => name.to_owned(),
                        (Some(name), path) => format!("{path}.{name}"),
                        (None, path) => path.to_owned(),
                    };
                    // Keys of a map that is set as a whole are no arguments.
                    let set = set.filter(|set| !set.contains(path) || has_inside(set, path));
                    Some((key.clone(), prune(mark, set, &deeper)?))
                })
                .collect();
            (!pruned.is_empty()).then(|| Value::from(pruned))
        }
        _ => None,
    }
}

/// True when all blocks of an argument stand in the configuration. Dynamic ones do not, and what they
/// set cannot be told.
fn written_out(references: &References, mark: &Value) -> bool {
    let blocks = match mark {
        Value::Array(marks) => marks.len(),
        _ => references.blocks,
    };
    !references.inside.is_empty() && blocks == references.blocks
}

/// True when the block that holds an argument is written out, and does not set it. A block may be
/// set by `dynamic`, which is not written out.
fn left_to_provider(set: Option<&BTreeSet<String>>, path: &str) -> bool {
    let Some(set) = set else { return false };
    let (block, name) = match path.rsplit_once('.') {
        Some((block, name)) => (Some(block), name),
        None => (None, path),
    };
    let known = block.is_none_or(|block| set.contains(block));
    known && !path.is_empty() && !set.contains(path) && !is_block(name)
}

/// True for names of blocks inside of blocks, in any resource of hashicorp/aws 5.100.0 (written by
/// `examples/blocks.rs` from `terraform providers schema -json`).
fn is_block(name: &str) -> bool {
    static BLOCKS: LazyLock<Vec<&'static str>> =
        LazyLock::new(|| include_str!("blocks.txt").lines().collect());
    BLOCKS.binary_search(&name).is_ok()
}

/// True when something is set below a path.
fn has_inside(set: &BTreeSet<String>, path: &str) -> bool {
    let below = format!("{path}.");
    let next = set.range(below.clone()..).next();
    next.is_some_and(|found| found.starts_with(&below))
}
