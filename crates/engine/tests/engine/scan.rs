//! Compliance of what is live, and of what was approved.

use driftlock_core::{EventKind, Resource, Revision, Scan, ScanOf, Snapshot, digest};
use driftlock_engine::{EngineError, Keep, Loaded, ReportOutcome, Selection, Severity, quiet};

use crate::fake::{World, key, thing, web};
use crate::require::POLICY;

/// A framework with one control about size, and one that no policy covers.
const FRAMEWORK: &str = "id: acme-1\ntitle: Acme\ncontrols:\n  - id: S.1\n    title: small\n    policies: [big_thing]\n  - id: S.2\n    title: neat\n    note: a person looks\n";

fn chosen(folder: &tempfile::TempDir) -> Selection {
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    Selection {
        builtin: Some(false),
        policy: vec![file("big_thing.rego", POLICY)],
        framework: vec![file("acme.yaml", FRAMEWORK).display().to_string()],
        ..Selection::default()
    }
}

fn load(selection: &Selection) -> Loaded {
    selection.load("2023-11-14".parse().unwrap()).unwrap()
}

fn by() -> Loaded {
    let folder = tempfile::tempdir().unwrap();
    load(&chosen(&folder))
}

async fn newest(world: &World) -> Option<Scan> {
    let events = world.store.events(&web()).await.unwrap();
    match &events.last()?.body.what {
        EventKind::Scanned { scan } => Some((**scan).clone()),
        _ => None,
    }
}

#[tokio::test]
async fn what_is_live_is_judged_as_it_is_and_kept() {
    let world = World::captured(&["a", "b"]).await;
    world.cloud.set("b", 2);
    let scanned = world
        .engine
        .scan(&web(), by(), Keep::InHistory, &quiet)
        .await
        .unwrap();
    assert_eq!(scanned.report.outcome(), ReportOutcome::Violations);
    let scan = &scanned.scan;
    assert_eq!((scan.of, scan.revision), (ScanOf::Live, 1));
    assert_eq!((scan.resources, scan.policies), (2, 1));
    assert_eq!((scan.fail, scan.pass), (1, 1));
    assert_ne!(scan.digest, scanned.revision.digest);
    assert_eq!(scan.findings[0].resource, "fake_thing.b");
    assert_eq!(scan.findings[0].policy, "big_thing");
    assert_eq!(scan.findings[0].severity, "high");
    let acme = &scan.frameworks[0];
    assert_eq!(
        (acme.framework.as_str(), acme.fail, acme.not_covered),
        ("acme-1", 1, 1)
    );
    assert_eq!(acme.failed, ["S.1"]);
    assert_eq!(newest(&world).await.as_ref(), Some(scan));
    let event = scanned.kept.unwrap().unwrap();
    assert!(event.body.actor.arn.is_some());
    // Looking for compliance is not looking for drift.
    assert_eq!(world.events().await, ["baseline_captured", "scanned"]);
}

#[tokio::test]
async fn a_mild_offence_is_a_warning() {
    let world = World::captured(&["a"]).await;
    world.cloud.set("a", 2);
    let folder = tempfile::tempdir().unwrap();
    let by = load(&Selection {
        severity: Some(Severity::Critical),
        ..chosen(&folder)
    });
    let scanned = world
        .engine
        .scan(&web(), by, Keep::InHistory, &quiet)
        .await
        .unwrap();
    assert_eq!(scanned.report.outcome(), ReportOutcome::Pass);
    assert_eq!((scanned.scan.fail, scanned.scan.warn), (0, 1));
    assert_eq!(scanned.scan.min_severity, "critical");
    assert!(scanned.scan.findings.is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_named_and_the_rest_is_judged() {
    let world = World::captured(&["a", "b"]).await;
    world.cloud.set("a", 2);
    world.cloud.state().unreadable.insert("b".into());
    let scanned = world
        .engine
        .scan(&web(), by(), Keep::InHistory, &quiet)
        .await
        .unwrap();
    assert_eq!(scanned.unreadable.len(), 1);
    assert_eq!(scanned.unreadable[0].key, key("b"));
    assert_eq!((scanned.scan.fail, scanned.scan.pass), (1, 0));
    let kept = newest(&world).await.unwrap();
    assert!(!kept.is_complete());
    assert_eq!(kept.unreadable, scanned.unreadable);
}

#[tokio::test]
async fn a_stored_revision_needs_no_cloud() {
    let world = World::captured(&["a"]).await;
    world.cloud.set("a", 2);
    world.cloud.state().unreadable.insert("a".into());
    let sweeps = world.cloud.state().sweeps;
    let ledger = world.engine.ledger();
    for revision in [None, Some(1)] {
        let scanned = ledger
            .scan(&web(), revision, by(), Keep::InHistory)
            .await
            .unwrap();
        assert_eq!(scanned.report.outcome(), ReportOutcome::Pass);
        assert_eq!(scanned.scan.of, ScanOf::Revision);
        assert_eq!(scanned.scan.digest, scanned.revision.digest);
    }
    assert_eq!(world.cloud.state().sweeps, sweeps);
    let none = ledger
        .scan(&web(), Some(7), by(), Keep::InHistory)
        .await
        .unwrap_err();
    assert_eq!(none.to_string(), "baseline `web` has no revision 7");
    let none = ledger
        .scan(&"app".parse().unwrap(), None, by(), Keep::InHistory)
        .await;
    assert!(matches!(none, Err(EngineError::NoBaseline { .. })));
}

#[tokio::test]
async fn a_look_that_is_not_kept_leaves_no_trace() {
    let world = World::captured(&["a"]).await;
    let keep = Keep::Nowhere;
    let scanned = world.engine.scan(&web(), by(), keep, &quiet).await.unwrap();
    assert!(scanned.kept.unwrap().is_none());
    let stored = world.engine.ledger().scan(&web(), None, by(), keep).await;
    assert_eq!(stored.unwrap().scan.pass, 1);
    assert_eq!(world.events().await, ["baseline_captured"]);
}

/// Approves a snapshot that holds `resources`.
async fn approve(world: &World, resources: Vec<Resource>) {
    let before = world.store.revision(&web(), 1).await.unwrap();
    let head = world.store.head(&web()).await.unwrap();
    let snapshot = Snapshot::new(resources);
    world.store.put_snapshot(&snapshot).await.unwrap();
    let revision = Revision {
        revision: 2,
        digest: digest(&snapshot).unwrap(),
        ..before
    };
    let added = world.store.add_revision(&revision, head.as_ref()).await;
    added.unwrap();
}

#[tokio::test]
async fn a_resource_has_its_address_where_the_revision_knows_it() {
    let world = World::captured(&["a", "b"]).await;
    let before = world.store.revision(&web(), 1).await.unwrap();
    let mut resources = world
        .store
        .snapshot(&before.digest)
        .await
        .unwrap()
        .resources;
    resources[0].address = Some("module.m.fake_thing.a[0]".into());
    approve(&world, resources).await;
    world.cloud.set("a", 2);
    world.cloud.set("b", 2);
    world.cloud.set("c", 2);
    let scanned = world
        .engine
        .scan(&web(), by(), Keep::InHistory, &quiet)
        .await
        .unwrap();
    let found: Vec<&str> = scanned
        .scan
        .findings
        .iter()
        .map(|f| f.resource.as_str())
        .collect();
    // What is in scope and not approved is judged too.
    assert_eq!(
        found,
        ["fake_thing.b", "fake_thing.c", "module.m.fake_thing.a[0]"]
    );
}

#[tokio::test]
async fn the_same_id_in_two_regions_is_judged_twice() {
    let world = World::captured(&["a"]).await;
    let before = world.store.revision(&web(), 1).await.unwrap();
    let mut resources = world
        .store
        .snapshot(&before.digest)
        .await
        .unwrap()
        .resources;
    let mut other = resources[0].clone();
    other.key.region = "fake-2".into();
    other.attributes = Some(thing("a", 2));
    resources.push(other);
    for address in [None, Some("fake_thing.this".to_owned())] {
        for resource in &mut resources {
            resource.address.clone_from(&address);
        }
        let world = World::captured(&["a"]).await;
        approve(&world, resources.clone()).await;
        let scanned = world
            .engine
            .ledger()
            .scan(&web(), None, by(), Keep::InHistory)
            .await
            .unwrap();
        assert_eq!((scanned.scan.fail, scanned.scan.pass), (1, 1));
        let resource = &scanned.scan.findings[0].resource;
        assert!(resource.ends_with(" (a, fake-2)"), "{resource}");
    }
}
