//! Statements of a policy, and documents made of them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// What may be done with which resources; the most natural form of "for these, those".
pub(super) type Rights = BTreeMap<String, BTreeSet<&'static str>>;

/// Adds the right to `actions` on `resource`.
pub(super) fn add(
    rights: &mut Rights,
    resource: String,
    actions: impl IntoIterator<Item = &'static str>,
) {
    rights.entry(resource).or_default().extend(actions);
}

/// Resources with the same actions together, sorted by actions.
pub(super) fn grouped(rights: Rights) -> BTreeMap<BTreeSet<&'static str>, BTreeSet<String>> {
    let mut groups: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for (resource, actions) in rights {
        groups.entry(actions).or_default().insert(resource);
    }
    groups
}

/// A statement that allows `actions` on `resources`.
pub(super) fn allow<A: AsRef<str>, R: AsRef<str>>(
    actions: impl IntoIterator<Item = A>,
    resources: impl IntoIterator<Item = R>,
) -> Value {
    let actions = actions.into_iter().map(|a| a.as_ref().to_owned());
    let resources = resources.into_iter().map(|r| r.as_ref().to_owned());
    json!({
        "Effect": "Allow",
        "Action": one_or_all(actions.collect()),
        "Resource": one_or_all(resources.collect()),
    })
}

/// A policy of `statements`.
pub(super) fn document(statements: Vec<Value>) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// A list of one may stand as its element, which is shorter.
fn one_or_all(mut all: Vec<String>) -> Value {
    match all.pop() {
        Some(only) if all.is_empty() => Value::from(only),
        Some(last) => {
            all.push(last);
            Value::from(all)
        }
        None => Value::from(all),
    }
}
