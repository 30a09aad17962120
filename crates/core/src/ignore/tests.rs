use super::*;
use crate::{PROVIDER_AWS, Parent, Resource, compare};
use proptest::prelude::*;
use serde_json::{Value, json};

const KIND: &str = "aws_sqs_queue";

fn ignore(path: &str) -> Ignore {
    Ignore {
        path: path.into(),
        reason: format!("{path} may change"),
        expires: None,
    }
}

fn holding(paths: &[&str]) -> Ignores {
    let all: Vec<Ignore> = paths.iter().map(|path| ignore(path)).collect();
    Ignores::holding(&all, Timestamp::UNIX_EPOCH)
}

fn resource(id: &str, parent: Option<&str>, attributes: Option<Value>) -> Resource {
    Resource {
        provider: PROVIDER_AWS.into(),
        key: Key {
            kind: KIND.into(),
            region: "r".into(),
            id: id.into(),
            account: None,
        },
        account: "1".into(),
        address: None,
        parent: parent.map(|id| Parent {
            kind: Parent::ACCOUNT.into(),
            id: id.into(),
        }),
        parts: BTreeMap::new(),
        attributes: attributes.map(|value| value.as_object().unwrap().clone()),
    }
}

fn compared(approved: &[Resource], observed: &[Resource]) -> (Drift, Snapshot, Sweep) {
    let (approved, observed) = (Snapshot::new(approved.to_vec()), swept(observed));
    let drift = compare("b", 1, &approved, &observed, &|_| Shape::default());
    (drift, approved, observed)
}

fn swept(observed: &[Resource]) -> Sweep {
    Sweep {
        resources: observed.to_vec(),
        unreadable: Vec::new(),
    }
}

fn paths<'a>(all: impl IntoIterator<Item = &'a ResourceDrift>) -> Vec<String> {
    let path = |one: &ResourceDrift| {
        let id = one.key.id.clone();
        let changes = one.changes.iter().map(move |c| format!("{id}.{}", c.path));
        changes.collect::<Vec<_>>()
    };
    all.into_iter().flat_map(path).collect()
}

#[test]
fn what_is_covered_is_no_drift_and_is_told_apart_with_the_reason() {
    let (drift, approved, observed) = compared(
        &[
            resource(
                "a",
                None,
                Some(json!({"n": 1, "tags": {"x": "1", "y": "1"}})),
            ),
            resource("b", None, Some(json!({"n": 1}))),
        ],
        &[
            resource(
                "a",
                None,
                Some(json!({"n": 2, "tags": {"x": "2", "y": "2"}})),
            ),
            resource("b", None, Some(json!({"n": 2}))),
        ],
    );
    let split = holding(&["*.*.tags.x", "*.*.tags", "*.b"]).split(drift, &approved, &observed);
    assert_eq!(paths(&split.resources), ["a.n"]);
    assert!(!split.in_sync);
    let ignored = split.ignored.iter();
    let by: Vec<_> = ignored
        .map(|one| {
            (
                one.ignored_by.as_str(),
                one.drift.reason.as_deref().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        by,
        [
            ("*.*.tags.x", "*.*.tags.x may change"),
            ("*.*.tags", "*.*.tags may change"),
            ("*.b", "*.b may change")
        ]
    );
    let drifts = split.ignored.iter().map(|one| &one.drift);
    assert_eq!(paths(drifts), ["a.tags.x", "a.tags.y", "b.n"]);
}

#[test]
fn what_is_gone_or_unknown_is_reported_all_the_same() {
    let (drift, approved, observed) = compared(
        &[resource("a", None, Some(json!({"n": 1})))],
        &[resource("b", None, Some(json!({"n": 1})))],
    );
    let kinds = |drift: &Drift| drift.resources.iter().map(|r| r.kind).collect::<Vec<_>>();
    let split = holding(&["aws_sqs_queue.*"]).split(drift, &approved, &observed);
    assert_eq!(kinds(&split), [DriftKind::Missing, DriftKind::Unmanaged]);
    assert!(split.ignored.is_empty() && !split.in_sync);
}

#[test]
fn a_setting_that_came_or_went_is_ignored_as_a_whole_or_not_at_all() {
    let whole = || Some(json!({"n": 1, "m": 2}));
    for (approved, observed) in [(None, whole()), (whole(), None)] {
        let (drift, approved, observed) = compared(
            &[resource("a", Some("1"), approved)],
            &[resource("a", Some("1"), observed)],
        );
        let part = holding(&["*.a.n"]).split(drift.clone(), &approved, &observed);
        assert_eq!(paths(&part.resources), ["a.m", "a.n"]);
        let all = holding(&["*.a.n", "*.a.m"]).split(drift, &approved, &observed);
        assert!(all.in_sync && all.ignored.len() == 2);
    }
}

#[test]
fn an_ignore_counts_until_it_expires() {
    let at = |second| Timestamp::from_second(second).unwrap();
    let until = Ignore {
        expires: Some(at(10)),
        ..ignore("*.a")
    };
    let all = [until, ignore("not a path")];
    let change = |now| {
        let of = compared(&[], &[resource("a", None, Some(json!({"n": 1})))]).0;
        let (a, b) = (json!({"n": 1}), json!({"n": 2}));
        let (a, b) = (a.as_object(), b.as_object());
        let left = Ignores::holding(&all, now).left(&of.resources[0], a, b, &Shape::default());
        left.len()
    };
    assert_eq!((change(at(9)), change(at(10))), (0, 1));
}

#[test]
fn a_restore_leaves_what_is_ignored_and_makes_a_whole_as_approved() {
    let of = &compared(&[], &[resource("a", None, None)]).0.resources[0];
    let approved = json!({"n": 1, "tags": {"x": "1", "y": "1"}});
    let observed = json!({"n": 2, "tags": {"x": "2", "z": "3"}});
    let (a, b) = (approved.as_object(), observed.as_object());
    let spare = |a, b| holding(&["*.*.tags"]).spare(of, a, b, &Shape::default());
    let expected = json!({"n": 1, "tags": {"x": "2", "y": null, "z": "3"}});
    assert_eq!(spare(a, b).map(Value::Object), Some(expected));
    assert_eq!(spare(a, None).map(Value::Object), Some(approved.clone()));
    assert_eq!(spare(None, b), None);
}

#[test]
fn every_fault_is_told() {
    let faults = |path: &str, reason: &str| {
        let ignore = Ignore {
            reason: reason.into(),
            ..ignore(path)
        };
        let faults = ignore.faults(&["aws_sqs_queue", "aws_s3_bucket"]);
        faults.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert!(faults("aws_s3_*.*.tags", "scanned").is_empty());
    assert_eq!(
        faults("aws_sqs_qeue.*.tags", " "),
        [
            "no supported resource type matches `aws_sqs_qeue`; did you mean `aws_sqs_queue`?",
            "the reason to ignore `aws_sqs_qeue.*.tags` is empty"
        ]
    );
    assert_eq!(
        faults("jobs", "x"),
        ["`jobs` does not say of which resources"]
    );
}

/// Approved and observed.
type Sides = (Option<Value>, Option<Value>);

fn any_resource() -> impl Strategy<Value = Sides> {
    let tags = || prop::collection::btree_map("[abc]", 0..3_u8, 0..3);
    let one =
        || prop::option::of((tags(), 0..3_u8).prop_map(|(tags, n)| json!({"tags": tags, "n": n})));
    (one(), one())
}

proptest! {
    #[test]
    fn splitting_loses_nothing_and_adds_nothing(
        all in prop::collection::vec(any_resource(), 0..4),
        which in prop::sample::subsequence(vec!["*.0", "*.*.tags", "*.*.tags.a", "*.?.n", "*.1.tags.*"], 0..4),
    ) {
        let of = |side: Vec<Option<Value>>| {
            let each = side.into_iter().enumerate();
            each.map(|(id, value)| resource(&id.to_string(), Some("1"), value))
                .collect::<Vec<_>>()
        };
        let (approved, observed) = all.into_iter().unzip();
        let (approved, observed) = (of(approved), of(observed));
        let (drift, approved, observed) = compared(&approved, &observed);
        let split = holding(&which).split(drift.clone(), &approved, &observed);

        let ignored = split.ignored.iter().map(|one| &one.drift);
        let mut both = paths(split.resources.iter().chain(ignored));
        both.sort();
        let mut before = paths(&drift.resources);
        before.sort();
        prop_assert_eq!(both, before);
        prop_assert_eq!(split.in_sync, split.resources.is_empty());
        prop_assert!(split.resources.iter().all(|one| !one.changes.is_empty()));
    }

    /// A restore to what is spared leaves exactly what is ignored.
    #[test]
    fn what_is_spared_differs_in_nothing_that_counts((a, b) in any_resource()) {
        let ignores = holding(&["*.*.tags.a", "*.*.n"]);
        let of = &compared(&[], &[resource("x", None, None)]).0.resources[0];
        let (a, b) = (a.as_ref().and_then(Value::as_object), b.as_ref().and_then(Value::as_object));
        let shape = Shape::default();
        let spared = ignores.spare(of, a, b, &shape);
        prop_assert!(ignores.left(of, a, spared.as_ref(), &shape).is_empty());
        if a.is_some() == b.is_some() {
            let undone = diff(spared.as_ref(), b, &shape);
            prop_assert_eq!(undone, ignores.left(of, a, b, &shape));
        }
    }
}
