use super::*;
use crate::{Attributes, PROVIDER_AWS};
use serde_json::{Value, json};

const BUCKET: &str = "aws_s3_bucket";
const POLICY: &str = "aws_s3_bucket_policy";

fn resource(kind: &str, id: &str, attributes: Value) -> Resource {
    Resource {
        provider: PROVIDER_AWS.into(),
        key: Key {
            kind: kind.into(),
            region: "r".into(),
            id: id.into(),
            account: None,
        },
        account: "1".into(),
        address: None,
        parent: (kind == POLICY).then(|| Parent {
            kind: BUCKET.into(),
            id: id.into(),
        }),
        parts: std::collections::BTreeMap::new(),
        attributes: match attributes {
            Value::Object(map) => Some(map),
            _ => None::<Attributes>,
        },
    }
}

fn unreadable(kind: &str, id: &str) -> Unreadable {
    let key = Key {
        kind: kind.into(),
        region: "r".into(),
        id: id.into(),
        account: None,
    };
    Unreadable {
        key,
        parent: None,
        reason: "access denied".into(),
    }
}

fn check(
    approved: Vec<Resource>,
    observed: Vec<Resource>,
    failed: Vec<Unreadable>,
    expected: &[(&str, &str, DriftKind, &[&str])],
) {
    let sweep = Sweep {
        resources: observed,
        unreadable: failed,
    };
    let drift = compare("web", 1, &Snapshot::new(approved), &sweep, &|_| {
        Shape::default()
    });
    let seen: Vec<_> = drift
        .resources
        .iter()
        .map(|r| {
            let paths: Vec<&str> = r.changes.iter().map(|c| c.path.as_str()).collect();
            (r.key.kind.as_str(), r.key.id.as_str(), r.kind, paths)
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(t, i, k, p)| (*t, *i, *k, p.to_vec()))
        .collect();
    assert_eq!(seen, expected);
    assert_eq!(drift.in_sync, expected.is_empty());
}

#[test]
fn what_is_as_approved_is_in_sync() {
    let all = || {
        vec![
            resource(BUCKET, "a", json!({"x": 1})),
            resource(POLICY, "a", Value::Null),
        ]
    };
    check(all(), all(), vec![], &[]);
}

#[test]
fn a_setting_added_later_is_changed_from_nothing() {
    check(
        vec![
            resource(BUCKET, "a", json!({})),
            resource(POLICY, "a", Value::Null),
        ],
        vec![
            resource(BUCKET, "a", json!({})),
            resource(POLICY, "a", json!({"policy": "{}"})),
        ],
        vec![],
        &[(POLICY, "a", DriftKind::Changed, &["policy"])],
    );
}

#[test]
fn a_setting_removed_is_changed_and_not_missing() {
    check(
        vec![
            resource(BUCKET, "a", json!({})),
            resource(POLICY, "a", json!({"policy": "{}"})),
        ],
        vec![
            resource(BUCKET, "a", json!({})),
            resource(POLICY, "a", Value::Null),
        ],
        vec![],
        &[(POLICY, "a", DriftKind::Changed, &["policy"])],
    );
}

#[test]
fn a_deleted_bucket_is_one_report() {
    check(
        vec![
            resource(BUCKET, "a", json!({})),
            resource(POLICY, "a", json!({"policy": "{}"})),
        ],
        vec![],
        vec![],
        &[(BUCKET, "a", DriftKind::Missing, &[])],
    );
}

#[test]
fn a_rogue_bucket_is_one_report() {
    check(
        vec![],
        vec![
            resource(BUCKET, "a", json!({})),
            resource(POLICY, "a", json!({"policy": "{}"})),
        ],
        vec![],
        &[(BUCKET, "a", DriftKind::Unmanaged, &[])],
    );
}

#[test]
fn what_could_not_be_read_is_neither_missing_nor_in_sync() {
    check(
        vec![
            resource(BUCKET, "a", json!({})),
            resource(POLICY, "a", json!({"policy": "{}"})),
        ],
        vec![resource(BUCKET, "a", json!({}))],
        vec![unreadable(POLICY, "a")],
        &[(POLICY, "a", DriftKind::Unreadable, &[])],
    );
}

#[test]
fn a_listing_that_failed_leaves_all_it_would_have_shown_unreadable() {
    check(
        vec![
            resource(BUCKET, "a", json!({})),
            resource(POLICY, "a", json!({"policy": "{}"})),
        ],
        vec![],
        vec![unreadable(BUCKET, Unreadable::ALL)],
        &[
            (BUCKET, "*", DriftKind::Unreadable, &[]),
            (BUCKET, "a", DriftKind::Unreadable, &[]),
            (POLICY, "a", DriftKind::Unreadable, &[]),
        ],
    );
}

#[test]
fn of_several_causes_the_nearest_is_told() {
    let because = |kind: &str, id: &str, reason: &str| Unreadable {
        reason: reason.into(),
        ..unreadable(kind, id)
    };
    let reason = |failed: Vec<Unreadable>| {
        let approved = Snapshot::new(vec![resource(POLICY, "a", json!({"policy": "{}"}))]);
        let sweep = Sweep {
            resources: vec![],
            unreadable: failed,
        };
        let drift = compare("web", 1, &approved, &sweep, &|_| Shape::default());
        let told = drift
            .resources
            .iter()
            .find(|r| r.key == approved.resources[0].key);
        told.unwrap().reason.clone().unwrap()
    };
    let mut failed = vec![
        because(BUCKET, Unreadable::ALL, "the listing of buckets"),
        because(POLICY, Unreadable::ALL, "the listing of policies"),
        because(BUCKET, "a", "the bucket"),
        because(POLICY, "a", "the policy"),
        because(POLICY, "a", "the policy again"),
    ];
    assert_eq!(reason(failed.clone()), "the policy");
    failed.truncate(3);
    assert_eq!(reason(failed.clone()), "the bucket");
    failed.truncate(1);
    assert_eq!(reason(failed), "the listing of buckets");
}
