//! Attributes to restore to where some changes are to stay.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diff::{Place, by_key};
use crate::{Attributes, Shape};

/// `approved`, but with what was `observed` at each of `paths`, which are paths of changes between
/// the two. A restore to the result leaves those changes as they are, and undoes all others.
#[must_use]
pub fn keep(
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
    shape: &Shape,
    paths: &BTreeSet<String>,
) -> Option<Attributes> {
    let (approved, observed) = match (approved, observed) {
        (a, _) if paths.is_empty() => return a.cloned(),
        (None, None) => return None,
        (a, b) => (a.cloned(), b.cloned()),
    };
    let (a, b) = (approved.unwrap_or_default(), observed.unwrap_or_default());
    Some(Keep { shape, paths }.objects(&Place::default(), &a, &b))
}

struct Keep<'a> {
    shape: &'a Shape,
    paths: &'a BTreeSet<String>,
}

/// Walks as `diff` does, so that what `diff` calls one change is here one decision.
impl Keep<'_> {
    fn values(&self, place: &Place, approved: &Value, observed: &Value) -> Value {
        if approved == observed {
            return approved.clone();
        }
        match (approved, observed) {
            (Value::Object(a), Value::Object(b)) => Value::Object(self.objects(place, a, b)),
            (Value::Array(a), Value::Array(b)) => self.arrays(place, a, b),
            (Value::Null, Value::Array(b)) => self.arrays(place, &[], b),
            (Value::Array(a), Value::Null) => self.arrays(place, a, &[]),
            (Value::Null, Value::Object(b)) if !b.is_empty() => {
                Value::Object(self.objects(place, &Attributes::new(), b))
            }
            (Value::Object(a), Value::Null) if !a.is_empty() => {
                Value::Object(self.objects(place, a, &Attributes::new()))
            }
            _ => self.chosen(place, approved, observed).clone(),
        }
    }

    fn objects(&self, place: &Place, approved: &Attributes, observed: &Attributes) -> Attributes {
        let names: BTreeSet<&String> = approved.keys().chain(observed.keys()).collect();
        let mut kept = Attributes::new();
        for name in names {
            let a = approved.get(name).unwrap_or(&Value::Null);
            let b = observed.get(name).unwrap_or(&Value::Null);
            let value = self.values(&place.attribute(name), a, b);
            if !value.is_null() || approved.contains_key(name) {
                kept.insert(name.clone(), value);
            }
        }
        kept
    }

    fn arrays(&self, place: &Place, approved: &[Value], observed: &[Value]) -> Value {
        let elements: Vec<(String, Value, Value)> =
            if let Some(key) = self.shape.set_key(&place.schema) {
                paired(by_key(key, approved), by_key(key, observed))
            } else if approved.iter().chain(observed).all(Value::is_object) {
                by_position(approved, observed)
            } else {
                let (a, b) = (Value::from(approved), Value::from(observed));
                return self.chosen(place, &a, &b).clone();
            };
        let kept = elements.into_iter().map(|(label, a, b)| {
            let place = place.element(&label);
            if a.is_null() || b.is_null() {
                self.chosen(&place, &a, &b).clone()
            } else {
                self.values(&place, &a, &b)
            }
        });
        Value::Array(kept.filter(|value| !value.is_null()).collect())
    }

    fn chosen<'v>(&self, place: &Place, approved: &'v Value, observed: &'v Value) -> &'v Value {
        if self.paths.contains(&place.shown) {
            observed
        } else {
            approved
        }
    }
}

fn paired(a: BTreeMap<String, &Value>, b: BTreeMap<String, &Value>) -> Vec<(String, Value, Value)> {
    let labels: BTreeSet<String> = a.keys().chain(b.keys()).cloned().collect();
    let of = |side: &BTreeMap<String, &Value>, label: &String| {
        side.get(label)
            .map_or(Value::Null, |value| (*value).clone())
    };
    labels
        .into_iter()
        .map(|label| {
            let (a, b) = (of(&a, &label), of(&b, &label));
            (label, a, b)
        })
        .collect()
}

fn by_position(a: &[Value], b: &[Value]) -> Vec<(String, Value, Value)> {
    let of = |side: &[Value], at: usize| side.get(at).cloned().unwrap_or_default();
    (0..a.len().max(b.len()))
        .map(|at| (at.to_string(), of(a, at), of(b, at)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff;
    use proptest::prelude::*;
    use serde_json::json;

    const SHAPE: Shape = Shape {
        sets: &[("ingress", |rule| rule["port"].to_string())],
        identity: &["id"],
        risk: None,
    };

    fn attributes(value: &Value) -> Attributes {
        value.as_object().unwrap().clone()
    }

    fn paths(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn what_is_kept_stays_and_the_rest_is_as_approved() {
        let approved = attributes(&json!({
            "tags": {"a": "1", "b": "1"}, "ingress": [{"port": 1, "d": "x"}, {"port": 2}]
        }));
        let observed = attributes(&json!({
            "tags": {"a": "2", "c": "1"}, "ingress": [{"port": 1, "d": "y"}, {"port": 3}]
        }));
        let kept = |of: &[&str]| {
            let target = keep(Some(&approved), Some(&observed), &SHAPE, &paths(of));
            Value::Object(target.unwrap())
        };
        assert_eq!(kept(&[]), Value::Object(approved.clone()));
        assert_eq!(
            kept(&["tags.c", "ingress[2]"]),
            json!({
                "tags": {"a": "1", "b": "1", "c": "1"}, "ingress": [{"port": 1, "d": "x"}]
            })
        );
        assert_eq!(
            kept(&["tags.a", "tags.b", "ingress[1].d", "ingress[3]"]),
            json!({
                "tags": {"a": "2", "b": null}, "ingress": [{"port": 1, "d": "y"}, {"port": 2}, {"port": 3}]
            })
        );
    }

    #[test]
    fn a_setting_that_is_not_to_exist_stays_absent_unless_something_of_it_is_kept() {
        let observed = attributes(&json!({"id": "b", "policy": "{}"}));
        assert_eq!(keep(None, Some(&observed), &SHAPE, &paths(&[])), None);
        let target = keep(None, Some(&observed), &SHAPE, &paths(&["policy"])).unwrap();
        assert_eq!(target.get("policy"), Some(&json!("{}")));
    }

    fn small() -> impl Strategy<Value = Attributes> {
        let tags = prop::collection::btree_map("[ab]", 0..3_u8, 0..3);
        let rules = prop::collection::btree_map(1..5_u8, 0..3_u8, 0..4);
        (tags, rules, 0..3_u8, prop::collection::vec(0..3_u8, 0..3)).prop_map(
            |(tags, rules, n, list)| {
                let rules: Vec<Value> = rules
                    .iter()
                    .map(|(port, d)| json!({"port": port, "d": d}))
                    .collect();
                attributes(&json!({"tags": tags, "ingress": rules, "n": n, "list": list}))
            },
        )
    }

    proptest! {
        #[test]
        fn exactly_the_kept_changes_are_left(a in small(), b in small(), pick in any::<u16>()) {
            let changes = diff(Some(&a), Some(&b), &SHAPE);
            let chosen: BTreeSet<String> = changes
                .iter()
                .enumerate()
                .filter(|(at, _)| pick >> (at % 16) & 1 == 1)
                .map(|(_, change)| change.path.clone())
                .collect();
            let target = keep(Some(&a), Some(&b), &SHAPE, &chosen);
            let left: BTreeSet<String> = diff(Some(&a), target.as_ref(), &SHAPE)
                .into_iter()
                .map(|change| change.path)
                .collect();
            prop_assert_eq!(&left, &chosen);
            let undone = diff(target.as_ref(), Some(&b), &SHAPE).len();
            prop_assert_eq!(undone, changes.len() - chosen.len());
        }
    }
}
