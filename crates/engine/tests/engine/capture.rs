//! Capturing and detecting.

use driftlock_core::{DriftKind, EventKind, Scope, Selector};
use driftlock_engine::{Capture, EngineError, OnDrift, quiet};
use jiff::SignedDuration;

use crate::fake::{World, key, web, wish};

fn again() -> Capture {
    Capture {
        scope: None,
        ..wish()
    }
}

#[tokio::test]
async fn a_capture_is_in_sync_with_itself_and_names_its_region() {
    let world = World::captured(&["a", "b"]).await;
    let found = world.engine.detect(&web(), &quiet).await.unwrap();
    assert!(found.drift.in_sync);
    assert_eq!(found.revision.revision, 1);
    assert_eq!(found.revision.resources, 2);
    assert_eq!(found.revision.scope.select[0].regions, ["fake-1"]);
    assert_eq!(world.events().await, ["baseline_captured"]);
}

#[tokio::test]
async fn the_same_drift_is_recorded_once() {
    let world = World::captured(&["a", "b"]).await;
    world.cloud.set("a", 2);
    for _ in 0..3 {
        let found = world.engine.detect(&web(), &quiet).await.unwrap();
        assert_eq!(found.drift.resources[0].changes[0].path, "size");
    }
    world.cloud.set("a", 3);
    world.engine.detect(&web(), &quiet).await.unwrap();
    world.cloud.set("a", 1);
    world.engine.detect(&web(), &quiet).await.unwrap();
    world.engine.detect(&web(), &quiet).await.unwrap();
    assert_eq!(
        world.events().await,
        [
            "baseline_captured",
            "drift_detected",
            "drift_detected",
            "back_in_sync"
        ]
    );
}

#[tokio::test]
async fn a_new_revision_over_drift_is_refused_unless_accepted() {
    let world = World::captured(&["a", "b"]).await;
    world.cloud.set("a", 2);
    world.cloud.set("rogue", 1);
    let error = world.engine.capture(again(), &quiet).await.unwrap_err();
    let EngineError::WouldAcceptDrift { drift } = &error else {
        panic!("{error}")
    };
    let kinds: Vec<DriftKind> = drift.resources.iter().map(|r| r.kind).collect();
    assert_eq!(kinds, [DriftKind::Changed, DriftKind::Unmanaged]);
    assert!(error.help().contains("--accept-drift"));
    assert_eq!(
        world.events().await,
        ["baseline_captured", "capture_refused"],
        "nothing but the refusal is stored"
    );

    let accept = Capture {
        on_drift: OnDrift::Accept,
        ..again()
    };
    let captured = world.engine.capture(accept, &quiet).await.unwrap();
    assert_eq!(captured.revision.revision, 2);
    assert_eq!(captured.accepted.len(), 2);
    let events = world.store.events(&web()).await.unwrap();
    let EventKind::BaselineCaptured { accepted, .. } = &events[2].body.what else {
        panic!()
    };
    assert_eq!(accepted.len(), 2, "what was approved is on record");
}

#[tokio::test]
async fn drift_during_a_pause_is_a_deployment() {
    let world = World::captured(&["a"]).await;
    let ledger = world.engine.ledger();
    ledger
        .pause(&web(), SignedDuration::from_mins(10), "release 7")
        .await
        .unwrap();
    world.cloud.set("a", 2);
    let captured = world.engine.capture(again(), &quiet).await.unwrap();
    assert_eq!(captured.revision.revision, 2);
    assert!(
        world
            .engine
            .detect(&web(), &quiet)
            .await
            .unwrap()
            .drift
            .in_sync
    );
}

#[tokio::test]
async fn a_wider_scope_is_no_drift() {
    let world = World::with(&["a", "b"]);
    let of = |ids: &[&str]| Selector {
        resource_types: vec!["fake_*".into()],
        ids: ids.iter().map(|&id| id.to_owned()).collect(),
        ..Selector::default()
    };
    let with = |selector| Capture {
        scope: Some(Scope {
            select: vec![selector],
            exclude: vec![],
        }),
        ..wish()
    };
    world
        .engine
        .capture(with(of(&["a"])), &quiet)
        .await
        .unwrap();
    let captured = world
        .engine
        .capture(with(of(&["a", "b"])), &quiet)
        .await
        .unwrap();
    assert_eq!(captured.revision.resources, 2);
    assert!(captured.accepted.is_empty());
}

#[tokio::test]
async fn a_baseline_is_captured_whole_or_not_at_all() {
    let world = World::with(&["a", "b"]);
    world.cloud.state().unreadable.insert("b".into());
    let error = world.engine.capture(wish(), &quiet).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "capturing baseline `web`: 1 resource could not be read: fake_thing `b` (fake-1): access denied calling `fake:Read`"
    );
    assert!(world.store.head(&web()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_empty_baseline_is_refused() {
    let world = World::with(&[]);
    let error = world.engine.capture(wish(), &quiet).await.unwrap_err();
    assert!(
        matches!(error, EngineError::NothingInScope { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("fake-1"));
}

#[tokio::test]
async fn unusable_scopes_name_every_fault() {
    let world = World::with(&["a"]);
    let selector = Selector {
        resource_types: vec!["fake_thng".into(), "[".into()],
        ..Selector::default()
    };
    let bad = Capture {
        scope: Some(Scope {
            select: vec![selector],
            exclude: vec![],
        }),
        ..wish()
    };
    let error = world
        .engine
        .capture(bad, &quiet)
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("did you mean `fake_thing`?"), "{error}");
    assert!(error.contains("`[`"), "{error}");
    let error = world.engine.capture(again(), &quiet).await.unwrap_err();
    assert!(matches!(error, EngineError::NoScope { .. }), "{error}");
    assert_eq!(
        world.cloud.state().sweeps,
        0,
        "nothing is read for a bad scope"
    );
}

#[tokio::test]
async fn a_baseline_of_another_account_is_left_alone() {
    let world = World::captured(&["a"]).await;
    let other = World::over(world.store.clone(), &[], "999999999999");
    let error = other.engine.detect(&web(), &quiet).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "baseline `web` was captured in account 123456789012, but the credentials are for account 999999999999"
    );
    assert!(other.engine.capture(again(), &quiet).await.is_err());
}

#[tokio::test]
async fn an_unknown_baseline_is_named_beside_those_that_exist() {
    let world = World::captured(&["a"]).await;
    let error = world
        .engine
        .detect(&"wbe".parse().unwrap(), &quiet)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("no baseline `wbe`"), "{error}");
    assert!(error.to_string().contains("there is `web`"), "{error}");
}

#[tokio::test]
async fn what_is_gone_is_missing() {
    let world = World::with(&["a"]);
    world.engine.capture(wish(), &quiet).await.unwrap();
    let found = world.engine.detect(&web(), &quiet).await.unwrap();
    assert!(found.observed(&key("a")).is_some());
    world.cloud.state().things.remove("a");
    let found = world.engine.detect(&web(), &quiet).await.unwrap();
    assert_eq!(found.drift.resources[0].kind, DriftKind::Missing);
}
