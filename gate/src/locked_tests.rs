use super::*;
use driftlock_core::{Actor, Key, PROVIDER_AWS, Revision, Scope, Snapshot, digest};
use driftlock_policy::{What, read_plan};
use jiff::SignedDuration;
use serde_json::json;

fn now() -> Timestamp {
    "2026-01-31T12:00:00Z".parse().unwrap()
}

fn key(id: &str) -> Key {
    Key {
        kind: "aws_s3_bucket".into(),
        region: "eu-west-1".into(),
        id: id.into(),
        account: None,
    }
}

/// A store with one bucket in the baseline `web`.
async fn filled(url: &str) -> Store {
    let store = Store::open(url, &S3Options::default()).unwrap();
    let bucket = Resource {
        provider: PROVIDER_AWS.into(),
        key: key("data"),
        account: "123456789012".into(),
        address: None,
        parent: None,
        parts: std::collections::BTreeMap::new(),
        attributes: json!({"id": "data"}).as_object().cloned(),
    };
    let snapshot = Snapshot::new(vec![bucket]);
    store.put_snapshot(&snapshot).await.unwrap();
    let revision = Revision {
        version: 1,
        baseline: "web".parse().unwrap(),
        revision: 1,
        digest: digest(&snapshot).unwrap(),
        scope: Scope::default(),
        types: Vec::new(),
        unstable: Vec::new(),
        resources: 1,
        account: "123456789012".into(),
        at: now(),
        actor: Actor::default(),
        reason: None,
        deployment: None,
        compliance: None,
        ignore: Vec::new(),
    };
    store.add_revision(&revision, None).await.unwrap();
    store
}

/// A directory with the same, from outside of any runtime.
fn directory() -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let url = dir.path().join("store").display().to_string();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(filled(&url));
    (dir, url)
}

fn args(baseline: Option<&str>, store: &str) -> LockedArgs {
    LockedArgs {
        baseline: baseline.map(|name| name.parse().unwrap()),
        store: Some(store.to_owned()),
        allow_locked: false,
    }
}

fn deleting() -> Plan {
    let plan = json!({"format_version": "1.2", "planned_values": {}, "resource_changes": [{
        "address": "aws_s3_bucket.data", "mode": "managed", "type": "aws_s3_bucket", "name": "data",
        "change": {"actions": ["delete"], "before": {"id": "data"}, "after": null,
                   "after_unknown": {}},
    }]});
    read_plan(plan.to_string().as_bytes()).unwrap()
}

fn pause(id: &str, minutes: i64, resource: Option<Key>) -> Pause {
    Pause {
        id: id.into(),
        owner: id.into(),
        reason: "release 7".into(),
        since: now(),
        until: now() + SignedDuration::from_mins(minutes),
        lease: None,
        resource,
    }
}

#[test]
fn a_plan_is_held_against_the_approved_revision() {
    let (_dir, url) = directory();
    let mut args = args(Some("web"), &url);
    let locked = look(&args, &deleting()).unwrap().locked.unwrap();
    assert_eq!((locked.revision, locked.resources), (1, 1));
    assert_eq!(locked.approved_at, now());
    assert_eq!(locked.touched[0].what, What::Deleted);
    assert!(locked.refuses());
    args.allow_locked = true;
    let locked = look(&args, &deleting()).unwrap().locked.unwrap();
    assert!(!locked.refuses());
}

#[test]
fn no_store_is_asked_where_neither_a_store_nor_a_baseline_is_named() {
    let nothing = LockedArgs {
        store: None,
        ..args(None, "")
    };
    for nothing in [nothing, args(None, "")] {
        let said = look(&nothing, &deleting()).unwrap();
        assert!(said.locked.is_none() && said.waivers.is_empty());
    }
}

#[test]
fn of_several_pauses_the_longest_of_the_whole_baseline_counts() {
    let until = |pauses: Vec<Pause>| longest(pauses, now()).map(|pause| pause.who);
    assert_eq!(until(vec![]), None);
    assert_eq!(until(vec![pause("over", 0, None)]), None);
    assert_eq!(until(vec![pause("one", 90, Some(key("data")))]), None);
    let both = vec![pause("long", 60, None), pause("short", 30, None)];
    assert_eq!(until(both).as_deref(), Some("long"));
}

#[test]
fn what_is_not_there_is_said_with_what_to_do() {
    let (_dir, url) = directory();
    let refused = |args: LockedArgs, says: &str| {
        let failures = look(&args, &deleting()).unwrap_err();
        let text = anstream::adapter::strip_str(&failures[0].to_string()).to_string();
        assert!(text.contains(says), "{text}");
    };
    refused(
        args(Some("webb"), &url),
        "there is no baseline `webb` in file://",
    );
    refused(args(Some("webb"), &url), "help: did you mean `web`?");
    refused(args(Some("zzz"), &url), "help: there is web");
    let empty = format!("{url}-none");
    refused(
        args(Some("web"), &empty),
        "help: the store holds none; check `--store`",
    );
    refused(args(Some("web"), "gs://x"), "unknown scheme `gs`");
}
