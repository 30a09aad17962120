//! The difference between two sets of attributes, attribute by attribute.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Attributes, JudgeRisk, Risk};

/// One attribute that is not as approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Where: Terraform attribute names joined by dots; `[0]` picks from a list, `[tcp 443 from
    /// 10.0.0.0/8]` an element of a set by what identifies it, `["a.b"]` a map key that is no name.
    pub path: String,
    /// The approved value; null where there was none.
    pub approved: Value,
    /// The observed value; null where there is none.
    pub observed: Value,
    /// What it puts at risk; none where its type does not judge, and in records of old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Risk>,
    /// Terraform address of what declares this part of the resource by a type of its own, such as one
    /// rule of a security group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Gives an element of a set the words that identify it within the set.
pub type SetKey = fn(&Value) -> String;

/// What the attribute schema of a type says beyond JSON.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape {
    /// Attributes that are sets, by schema path (names joined by dots, without indexes), each with
    /// the key of its elements.
    pub sets: &'static [(&'static str, SetKey)],
    /// Top-level attributes that only say which resource it is, such as `id`. They tell nothing
    /// where a whole setting came or went.
    pub identity: &'static [&'static str],
    /// Judges what a change puts at risk.
    pub risk: Option<JudgeRisk>,
}

impl Shape {
    pub(crate) fn set_key(&self, schema_path: &str) -> Option<SetKey> {
        self.sets
            .iter()
            .find(|(path, _)| *path == schema_path)
            .map(|(_, key)| *key)
    }
}

/// All changes that lead from `approved` to `observed`, sorted by path. Absence and null are equal,
/// so a whole resource that is absent is compared as one without attributes.
#[must_use]
pub fn diff(
    approved: Option<&Attributes>,
    observed: Option<&Attributes>,
    shape: &Shape,
) -> Vec<Change> {
    if approved == observed {
        return Vec::new();
    }
    let empty = Attributes::new();
    let mut walk = Walk {
        shape,
        changes: Vec::new(),
    };
    walk.objects(
        &Place::default(),
        approved.unwrap_or(&empty),
        observed.unwrap_or(&empty),
    );
    if approved.is_none() || observed.is_none() {
        walk.changes
            .retain(|change| !shape.identity.contains(&change.path.as_str()));
    }
    walk.changes.sort_by(|a, b| a.path.cmp(&b.path));
    walk.changes
}

/// A place in a value: as shown, and as the schema names it.
#[derive(Clone, Default)]
pub(crate) struct Place {
    pub(crate) shown: String,
    pub(crate) schema: String,
}

impl Place {
    pub(crate) fn attribute(&self, name: &str) -> Self {
        let dot = if self.shown.is_empty() { "" } else { "." };
        let plain = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let shown = if plain {
            format!("{}{dot}{name}", self.shown)
        } else {
            format!("{}[{}]", self.shown, Value::from(name))
        };
        let dot = if self.schema.is_empty() { "" } else { "." };
        Self {
            shown,
            schema: format!("{}{dot}{name}", self.schema),
        }
    }

    pub(crate) fn element(&self, label: &str) -> Self {
        Self {
            shown: format!("{}[{label}]", self.shown),
            schema: self.schema.clone(),
        }
    }
}

struct Walk<'a> {
    shape: &'a Shape,
    changes: Vec<Change>,
}

/// Only what differs is walked into: a place costs more than a comparison.
impl Walk<'_> {
    fn values(&mut self, place: &Place, approved: &Value, observed: &Value) {
        match (approved, observed) {
            (Value::Object(a), Value::Object(b)) => self.objects(place, a, b),
            (Value::Array(a), Value::Array(b)) => self.arrays(place, a, b),
            // A set that came or went as a whole still changed element by element.
            (Value::Null, Value::Array(b)) => self.arrays(place, &[], b),
            (Value::Array(a), Value::Null) => self.arrays(place, a, &[]),
            (Value::Null, Value::Object(b)) if !b.is_empty() => {
                self.objects(place, &Attributes::new(), b);
            }
            (Value::Object(a), Value::Null) if !a.is_empty() => {
                self.objects(place, a, &Attributes::new());
            }
            _ => self.changed(place, approved, observed),
        }
    }

    fn objects(&mut self, place: &Place, approved: &Attributes, observed: &Attributes) {
        let names: BTreeSet<&String> = approved.keys().chain(observed.keys()).collect();
        for name in names {
            let a = approved.get(name).unwrap_or(&Value::Null);
            let b = observed.get(name).unwrap_or(&Value::Null);
            if a != b {
                self.values(&place.attribute(name), a, b);
            }
        }
    }

    fn arrays(&mut self, place: &Place, approved: &[Value], observed: &[Value]) {
        if let Some(key) = self.shape.set_key(&place.schema) {
            self.sets(place, key, approved, observed);
        } else if approved.iter().chain(observed).all(Value::is_object) {
            for at in 0..approved.len().max(observed.len()) {
                let a = approved.get(at).unwrap_or(&Value::Null);
                let b = observed.get(at).unwrap_or(&Value::Null);
                self.element(place, &at.to_string(), a, b);
            }
        } else {
            self.changed(place, &Value::from(approved), &Value::from(observed));
        }
    }

    fn sets(&mut self, place: &Place, key: SetKey, approved: &[Value], observed: &[Value]) {
        let a = by_key(key, approved);
        let b = by_key(key, observed);
        for label in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
            let approved = a.get(label).copied().unwrap_or(&Value::Null);
            let observed = b.get(label).copied().unwrap_or(&Value::Null);
            self.element(place, label, approved, observed);
        }
    }

    /// An element that is on one side only is one change; one on both is looked into.
    fn element(&mut self, within: &Place, label: &str, approved: &Value, observed: &Value) {
        if approved == observed {
            return;
        }
        let place = within.element(label);
        if approved.is_null() || observed.is_null() {
            self.changed(&place, approved, observed);
        } else {
            self.values(&place, approved, observed);
        }
    }

    fn changed(&mut self, place: &Place, approved: &Value, observed: &Value) {
        let empty_is_null = |value: &Value| match value {
            Value::Array(items) if items.is_empty() => Value::Null,
            Value::Object(map) if map.is_empty() => Value::Null,
            other => other.clone(),
        };
        let (approved, observed) = (empty_is_null(approved), empty_is_null(observed));
        if approved != observed {
            let judge = self.shape.risk;
            self.changes.push(Change {
                path: place.shown.clone(),
                risk: judge.map(|judge| judge(&place.shown, &approved, &observed)),
                approved,
                observed,
                address: None,
            });
        }
    }
}

/// Elements by key; equal keys are told apart by a count, so that no element is lost.
pub(crate) fn by_key(key: SetKey, elements: &[Value]) -> BTreeMap<String, &Value> {
    let mut map = BTreeMap::new();
    for element in elements {
        let label = key(element);
        let mut unique = label.clone();
        let mut count = 1;
        while map.contains_key(&unique) {
            count += 1;
            unique = format!("{label} #{count}");
        }
        map.insert(unique, element);
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn port(value: &Value) -> String {
        value["port"].to_string()
    }

    const SHAPE: Shape = Shape {
        sets: &[("ingress", port)],
        identity: &["id"],
        risk: None,
    };

    fn check(approved: Value, observed: Value, expected: &[(&str, Value, Value)]) {
        let changes = diff(approved.as_object(), observed.as_object(), &SHAPE);
        let seen: Vec<_> = changes
            .into_iter()
            .map(|c| (c.path, c.approved, c.observed))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(p, a, o)| ((*p).to_owned(), a.clone(), o.clone()))
            .collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_tag_is_named_by_its_key() {
        check(
            json!({"tags": {"Env": "prod", "a.b/c": "1"}}),
            json!({"tags": {"Env": "test"}}),
            &[
                ("tags.Env", json!("prod"), json!("test")),
                ("tags[\"a.b/c\"]", json!("1"), Value::Null),
            ],
        );
    }

    #[test]
    fn elements_of_a_set_are_matched_by_key_whatever_their_order() {
        check(
            json!({"ingress": [{"port": 80, "d": "a"}, {"port": 443, "d": "b"}]}),
            json!({"ingress": [{"port": 22, "d": "c"}, {"port": 80, "d": "x"}]}),
            &[
                ("ingress[22]", Value::Null, json!({"port": 22, "d": "c"})),
                ("ingress[443]", json!({"port": 443, "d": "b"}), Value::Null),
                ("ingress[80].d", json!("a"), json!("x")),
            ],
        );
    }

    #[test]
    fn each_change_is_judged_where_the_type_judges() {
        let judging = Shape {
            risk: Some(|path, approved, _| match (path, approved) {
                ("tags.a", _) => Risk::Cosmetic,
                (_, Value::Null) => Risk::ExposureWidened,
                _ => Risk::ServiceBroken,
            }),
            ..SHAPE
        };
        let (a, b) = (
            json!({"tags": {"a": "1"}, "ingress": [{"port": 1}]}),
            json!({"tags": {"a": "2"}, "ingress": [{"port": 2}]}),
        );
        let risks = |shape| -> Vec<Option<Risk>> {
            let changes = diff(a.as_object(), b.as_object(), shape);
            changes.into_iter().map(|change| change.risk).collect()
        };
        assert_eq!(
            risks(&judging),
            [
                Some(Risk::ServiceBroken),
                Some(Risk::ExposureWidened),
                Some(Risk::Cosmetic)
            ]
        );
        assert_eq!(risks(&SHAPE), [None, None, None]);
    }

    #[test]
    fn elements_with_one_key_are_all_counted() {
        check(
            json!({"ingress": [{"port": 80}]}),
            json!({"ingress": [{"port": 80}, {"port": 80}]}),
            &[("ingress[80 #2]", Value::Null, json!({"port": 80}))],
        );
    }

    #[test]
    fn blocks_are_looked_into_and_plain_lists_are_not() {
        check(
            json!({"rule": [{"alg": "aws:kms"}], "names": ["a", "b"]}),
            json!({"rule": [{"alg": "AES256"}], "names": ["b", "a"]}),
            &[
                ("names", json!(["a", "b"]), json!(["b", "a"])),
                ("rule[0].alg", json!("aws:kms"), json!("AES256")),
            ],
        );
    }

    #[test]
    fn absent_null_and_empty_are_one() {
        check(json!({"a": null, "b": [], "tags": {}}), json!({}), &[]);
    }

    #[test]
    fn an_absent_setting_is_compared_as_one_without_attributes() {
        let observed = json!({"id": "b", "policy": "{}"});
        let changes = diff(None, observed.as_object(), &SHAPE);
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].path, "policy");
        assert_eq!(changes[0].approved, Value::Null);
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z.]{0,3}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    fn any_attributes() -> impl Strategy<Value = Attributes> {
        prop::collection::btree_map("[a-z]{1,7}|ingress", any_value(), 0..5)
            .prop_map(|map| map.into_iter().collect())
    }

    proptest! {
        #[test]
        fn nothing_differs_from_itself(x in any_attributes()) {
            prop_assert!(diff(Some(&x), Some(&x), &SHAPE).is_empty());
        }

        #[test]
        fn a_diff_read_backwards_swaps_its_sides(a in any_attributes(), b in any_attributes()) {
            let forth = diff(Some(&a), Some(&b), &SHAPE);
            let back: Vec<Change> = diff(Some(&b), Some(&a), &SHAPE)
                .into_iter()
                .map(|c| Change { approved: c.observed, observed: c.approved, ..c })
                .collect();
            prop_assert_eq!(forth, back);
        }

        #[test]
        fn a_top_level_attribute_that_differs_is_named(mut a in any_attributes(), old: i64, new: i64) {
            prop_assume!(old != new);
            let mut b = a.clone();
            a.insert("zz".into(), old.into());
            b.insert("zz".into(), new.into());
            let changes = diff(Some(&a), Some(&b), &SHAPE);
            prop_assert_eq!(changes.len(), 1);
            prop_assert_eq!(&changes[0].path, "zz");
        }
    }
}
