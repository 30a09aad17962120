//! Finding where a value is unknown, or not what another one says.

use std::collections::BTreeMap;

use super::Value;
use crate::path::AttributePath;

impl Value {
    /// Where the first unknown is.
    pub(crate) fn first_unknown(&self) -> Option<AttributePath> {
        let mut path = AttributePath::root();
        unknown(self, &mut path).then_some(path)
    }

    /// Where `other` first differs from what is set in this value. Null and unknown set nothing.
    pub(crate) fn first_difference(&self, other: &Value) -> Option<AttributePath> {
        let mut path = AttributePath::root();
        differs(self, other, &mut path).then_some(path)
    }
}

/// On `true` the path is left at the place found.
fn unknown(value: &Value, path: &mut AttributePath) -> bool {
    match value {
        Value::Unknown(_) => true,
        Value::Object(items) => items
            .iter()
            .any(|(name, item)| step(path, |p| p.push_attribute(name), |p| unknown(item, p))),
        Value::Map(items) => items
            .iter()
            .any(|(key, item)| step(path, |p| p.push_key(key), |p| unknown(item, p))),
        Value::List(items) => items
            .iter()
            .enumerate()
            .any(|(index, item)| step(path, |p| p.push_index(index), |p| unknown(item, p))),
        Value::Set(_) | Value::Dynamic(_) => !value.is_wholly_known(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn differs(set: &Value, other: &Value, path: &mut AttributePath) -> bool {
    match (set, other) {
        (Value::Null | Value::Unknown(_), _) => false,
        (Value::Object(a), Value::Object(b) | Value::Map(b)) => a.iter().any(|(name, item)| {
            step(
                path,
                |p| p.push_attribute(name),
                |p| differs(item, entry(b, name), p),
            )
        }),
        (Value::Map(a), Value::Map(b) | Value::Object(b)) => {
            a.len() != b.len()
                || a.iter().any(|(key, item)| {
                    step(
                        path,
                        |p| p.push_key(key),
                        |p| differs(item, entry(b, key), p),
                    )
                })
        }
        (Value::List(a), Value::List(b)) => {
            a.len() != b.len()
                || a.iter().zip(b).enumerate().any(|(index, (item, other))| {
                    step(path, |p| p.push_index(index), |p| differs(item, other, p))
                })
        }
        // Elements of a set have no address: each must have its like.
        (Value::Set(a), Value::Set(b) | Value::List(b)) => {
            let like = |item: &Value| b.iter().any(|other| item.first_difference(other).is_none());
            a.len() != b.len() || !a.iter().all(like)
        }
        _ => set != other,
    }
}

fn entry<'a>(items: &'a BTreeMap<String, Value>, name: &str) -> &'a Value {
    items.get(name).unwrap_or(&Value::Null)
}

fn step(
    path: &mut AttributePath,
    push: impl FnOnce(&mut AttributePath),
    found: impl FnOnce(&mut AttributePath) -> bool,
) -> bool {
    push(path);
    let found = found(path);
    if !found {
        path.pop();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str, hits: impl Into<Value>) -> Value {
        Value::object([("name", name.into()), ("hits", hits.into())])
    }

    #[track_caller]
    fn check(set: &Value, other: &Value, expected: Option<&str>) {
        let found = set.first_difference(other).map(|path| path.to_string());
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn what_is_set_must_stay_and_the_rest_may_be_filled_in() {
        let list =
            |name: &str, hits: Value| Value::object([("rule", vec![rule(name, hits)].into())]);
        check(&list("a", Value::Null), &list("a", 3_i64.into()), None);
        check(
            &list("a", Value::Null),
            &list("b", Value::Null),
            Some("rule[0].name"),
        );
        check(
            &Value::object([("a", 1_i64.into())]),
            &Value::object([]),
            Some("a"),
        );
        let set = |items: [Value; 2]| Value::Set(items.into());
        check(
            &set([rule("a", Value::Null), rule("b", 1_i64)]),
            &set([rule("b", 1_i64), rule("a", 2_i64)]),
            None,
        );
        check(
            &Value::object([("s", set([rule("a", Value::Null), rule("b", 1_i64)]))]),
            &Value::object([("s", set([rule("b", 2_i64), rule("a", 2_i64)]))]),
            Some("s"),
        );
    }

    #[test]
    fn an_unknown_is_found_where_it_is() {
        let value = Value::object([(
            "rule",
            vec![rule("a", 1_i64), rule("b", Value::unknown())].into(),
        )]);
        let found = value.first_unknown().map(|path| path.to_string());
        assert_eq!(found.as_deref(), Some("rule[1].hits"));
        assert_eq!(rule("a", Value::Null).first_unknown(), None);
    }
}
