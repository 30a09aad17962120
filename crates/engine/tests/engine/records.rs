//! What the store alone can answer.

use driftlock_core::{DriftKind, Enforcement, Mode};
use driftlock_engine::{Capture, EngineError, OnDrift, Range, quiet};
use jiff::SignedDuration;

use crate::fake::{World, web, wish};

#[tokio::test]
async fn pauses_are_leases_with_an_owner_and_an_end() {
    let world = World::captured(&["a"]).await;
    let ledger = world.engine.ledger();
    let ten = SignedDuration::from_mins(10);
    let first = ledger.pause(&web(), ten, "one").await.unwrap();
    let second = ledger.pause(&web(), ten + ten, "two").await.unwrap();
    assert_eq!(first.until.duration_since(first.since), ten);
    assert_eq!(ledger.pauses(&web()).await.unwrap().len(), 2);
    world.pass(ten);
    assert_eq!(
        ledger.pauses(&web()).await.unwrap(),
        std::slice::from_ref(&second)
    );
    let ended = ledger.resume(&web(), None).await.unwrap();
    assert_eq!(ended, [second], "only what still held was ended");
    assert_eq!(ledger.resume(&web(), None).await.unwrap(), []);
    assert_eq!(
        world.events().await[1..],
        ["paused", "paused", "pause_expired", "resumed"]
    );
}

#[tokio::test]
async fn one_pause_can_be_ended_and_the_other_kept() {
    let world = World::captured(&["a"]).await;
    let ledger = world.engine.ledger();
    let ten = SignedDuration::from_mins(10);
    let first = ledger.pause(&web(), ten, "one").await.unwrap();
    let second = ledger.pause(&web(), ten, "two").await.unwrap();
    assert_eq!(
        ledger.resume(&web(), Some(&first.id)).await.unwrap(),
        [first]
    );
    assert_eq!(ledger.pauses(&web()).await.unwrap(), [second]);
}

#[tokio::test]
async fn settings_that_are_the_same_make_no_event() {
    let world = World::captured(&["a"]).await;
    let ledger = world.engine.ledger();
    let settings = Enforcement {
        mode: Mode::Enforce,
        ..Enforcement::default()
    };
    for _ in 0..2 {
        ledger.set_enforcement(&web(), &settings).await.unwrap();
    }
    assert_eq!(
        world.events().await,
        ["baseline_captured", "enforcement_set"]
    );
    assert_eq!(ledger.enforcement(&web()).await.unwrap(), settings);
}

#[tokio::test]
async fn nothing_can_be_set_on_a_baseline_that_does_not_exist() {
    let world = World::with(&["a"]);
    let ledger = world.engine.ledger();
    let settings = Enforcement::default();
    let no_baseline = |error: EngineError| matches!(error, EngineError::NoBaseline { .. });
    assert!(no_baseline(
        ledger.set_enforcement(&web(), &settings).await.unwrap_err()
    ));
    let ttl = SignedDuration::from_mins(1);
    assert!(no_baseline(
        ledger.pause(&web(), ttl, "x").await.unwrap_err()
    ));
    assert!(no_baseline(ledger.resume(&web(), None).await.unwrap_err()));
    assert!(no_baseline(
        ledger
            .history(&web(), &Range::default(), &|_| true)
            .await
            .unwrap_err()
    ));
    assert!(no_baseline(ledger.verify(&web(), None).await.unwrap_err()));
    assert_eq!(ledger.baselines().await.unwrap().len(), 0);
}

#[tokio::test]
async fn revisions_are_compared_with_each_other() {
    let world = World::captured(&["a", "b"]).await;
    world.cloud.set("a", 2);
    world.cloud.set("c", 1);
    world.cloud.state().things.remove("b");
    let accept = Capture {
        on_drift: OnDrift::Accept,
        ..wish()
    };
    world.engine.capture(accept, &quiet).await.unwrap();
    let ledger = world.engine.ledger();
    let diff = ledger.diff(&web(), 1, 2).await.unwrap();
    let kinds: Vec<_> = diff
        .resources
        .iter()
        .map(|r| (r.key.id.as_str(), r.kind))
        .collect();
    assert_eq!(
        kinds,
        [
            ("a", DriftKind::Changed),
            ("b", DriftKind::Missing),
            ("c", DriftKind::Unmanaged)
        ]
    );
    assert!(ledger.diff(&web(), 2, 2).await.unwrap().in_sync);
    assert!(ledger.diff(&web(), 1, 3).await.is_err());
    assert_eq!(ledger.revisions(&web()).await.unwrap(), [1, 2]);
    assert_eq!(ledger.baselines().await.unwrap()[0].revision.revision, 2);
}

#[tokio::test]
async fn it_is_said_who_made_what_is_new_and_what_is_lost_with_what_is_gone() {
    let world = World::captured(&["a", "b"]).await;
    world.cloud.set("c", 1);
    world.cloud.state().things.remove("b");
    let look = async || {
        let found = world.engine.detect(&web(), &quiet).await.unwrap();
        let [gone, new] = &found.drift.resources[..] else {
            panic!("{:?}", found.drift);
        };
        (gone.reason.clone().unwrap(), new.made_by.clone())
    };
    let (meaning, maker) = look().await;
    assert!(meaning.contains("as it was configured"), "{meaning}");
    assert_eq!(maker, None);
    // AWS's records come later, and are no drift of their own.
    world.cloud.state().actors.push("eve".to_owned());
    assert_eq!(look().await.1.as_deref(), Some("eve"));
    let told = world.events().await;
    assert_eq!(
        told.iter()
            .filter(|kind| **kind == "drift_detected")
            .count(),
        1
    );
}
