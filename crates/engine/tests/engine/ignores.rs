//! What of a baseline may change freely.

use driftlock_core::{Enforcement, EventKind, Ignore, Mode};
use driftlock_engine::{
    Approval, Capture, Detection, EngineError, RestoreOutcome, RollBack, Run, quiet,
};
use jiff::SignedDuration;
use serde_json::json;

use crate::enforce::{last_remediation, run};
use crate::fake::{World, web, wish};

const COUNT: &str = "fake_thing.*.count";

fn ignore(path: &str) -> Ignore {
    Ignore {
        path: path.into(),
        reason: "scaled by policy".into(),
        expires: None,
    }
}

fn ignoring(all: &[Ignore]) -> Capture {
    Capture {
        ignore: Some(all.to_vec()),
        ..wish()
    }
}

/// A baseline of `a` and `b`, which ignores `count`, in `mode`.
async fn world(mode: Mode) -> World {
    let world = World::with(&["a", "b"]);
    capture(&world, ignoring(&[ignore(COUNT)])).await.unwrap();
    let settings = Enforcement {
        mode,
        ..Enforcement::default()
    };
    let ledger = world.engine.ledger();
    ledger.set_enforcement(&web(), &settings).await.unwrap();
    world
}

async fn capture(world: &World, wish: Capture) -> Result<u64, EngineError> {
    let captured = world.engine.capture(wish, &quiet).await?;
    Ok(captured.revision.revision)
}

fn count(world: &World, id: &str, count: i64) {
    let mut state = world.cloud.state();
    let thing = state.things.get_mut(id).unwrap();
    thing.insert("count".into(), json!(count));
}

fn counted(world: &World, id: &str) -> Option<i64> {
    world.cloud.state().things[id].get("count")?.as_i64()
}

async fn detect(world: &World) -> Detection {
    world.engine.detect(&web(), &quiet).await.unwrap()
}

#[tokio::test]
async fn what_is_ignored_is_no_drift_and_stays_when_the_rest_is_restored() {
    let world = world(Mode::Enforce).await;
    count(&world, "a", 5);
    count(&world, "b", 6);
    world.cloud.set("b", 1);
    count(&world, "b", 6);
    let found = detect(&world).await;
    assert!(found.drift.in_sync);
    assert_eq!(found.drift.ignored.len(), 2);
    assert_eq!(found.drift.ignored[0].ignored_by, COUNT);
    assert_eq!(
        world.events().await,
        ["baseline_captured", "enforcement_set"]
    );

    world.cloud.set("a", 3);
    count(&world, "a", 5);
    let done = run(&world).await;
    assert!(done.in_sync() && done.restored() == 1);
    assert_eq!(world.cloud.calls(), ["set a.size"]);
    assert_eq!((world.cloud.size("a"), counted(&world, "a")), (1, Some(5)));
    let remediation = last_remediation(&world).await;
    assert_eq!(remediation.changes.len(), 1);
    assert_eq!(remediation.approved.unwrap()["count"], json!(5));
}

#[tokio::test]
async fn what_is_ignored_may_change_in_the_midst_of_a_restore() {
    let world = world(Mode::Enforce).await;
    world.cloud.set("a", 3);
    count(&world, "a", 5);
    let mut looks = 0;
    world.cloud.state().after_sweep = Some(Box::new(move |things| {
        looks += 1;
        let a = things.get_mut("a").unwrap();
        a.insert("count".into(), json!(10 + looks));
    }));
    let done = run(&world).await;
    assert_eq!(done.restores[0].outcome, RestoreOutcome::Restored);
    assert_eq!(world.cloud.calls(), ["set a.size"]);
    assert_eq!((world.cloud.size("a"), counted(&world, "a")), (1, Some(11)));
}

#[tokio::test]
async fn an_approval_keeps_what_changed_freely_since_the_proposal() {
    let world = world(Mode::Approve).await;
    world.cloud.set("a", 3);
    count(&world, "a", 5);
    run(&world).await;
    let ledger = world.engine.ledger();
    let proposal = ledger.proposals(&web()).await.unwrap().remove(0);
    assert_eq!(proposal.changes.len(), 1);
    assert_eq!(proposal.calls.len(), 1);

    count(&world, "a", 9);
    let again = run(&world).await;
    assert_eq!(again.proposed, [], "it is the same proposal");
    let approval = Approval::default();
    let done = world.engine.approve(&proposal.id, &approval, &quiet).await;
    assert!(done.unwrap().succeeded());
    assert_eq!(world.cloud.calls(), ["set a.size"]);
    assert_eq!((world.cloud.size("a"), counted(&world, "a")), (1, Some(9)));
}

#[tokio::test]
async fn a_roll_back_leaves_it_too() {
    let world = world(Mode::Enforce).await;
    world.cloud.set("a", 3);
    count(&world, "a", 5);
    run(&world).await;
    count(&world, "a", 7);
    world.cloud.calls();
    let how = RollBack {
        ttl: SignedDuration::from_mins(5),
        dry_run: false,
        wait: SignedDuration::ZERO,
        cancel: driftlock_engine::CancellationToken::new(),
    };
    let id = last_remediation(&world).await.id;
    let rehearsed = RollBack {
        dry_run: true,
        ..how.clone()
    };
    let rehearsed = world.engine.rollback(&id, &rehearsed, &quiet).await;
    assert_eq!(rehearsed.unwrap().restore.unwrap().calls.len(), 1);
    assert!(
        world
            .engine
            .rollback(&id, &how, &quiet)
            .await
            .unwrap()
            .succeeded()
    );
    assert_eq!(world.cloud.calls(), ["set a.size"]);
    assert_eq!((world.cloud.size("a"), counted(&world, "a")), (3, Some(7)));
}

#[tokio::test]
async fn new_ignores_are_a_new_revision_and_explain_the_drift_that_they_cover() {
    let world = World::captured(&["a", "b"]).await;
    count(&world, "a", 5);
    let plain = Capture {
        scope: None,
        ..wish()
    };
    let refused = capture(&world, plain.clone()).await.unwrap_err();
    assert!(matches!(refused, EngineError::WouldAcceptDrift { .. }));
    let captured = world
        .engine
        .capture(ignoring(&[ignore(COUNT)]), &quiet)
        .await
        .unwrap();
    assert_eq!(captured.revision.revision, 2);
    assert!(captured.accepted.is_empty());
    let events = world.store.events(&web()).await.unwrap();
    let EventKind::BaselineCaptured { ignore: kept, .. } = &events.last().unwrap().body.what else {
        panic!()
    };
    assert_eq!(kept, &[ignore(COUNT)], "the history says what may change");

    // They stay until others are given, and what they no longer cover is drift.
    count(&world, "a", 6);
    assert_eq!(capture(&world, plain).await.unwrap(), 3);
    count(&world, "a", 7);
    let refused = capture(&world, ignoring(&[])).await.unwrap_err();
    assert!(matches!(refused, EngineError::WouldAcceptDrift { .. }));
    let revision = detect(&world).await.revision;
    assert_eq!(
        (revision.revision, revision.ignore),
        (3, vec![ignore(COUNT)])
    );
}

#[tokio::test]
async fn an_ignore_that_has_expired_counts_no_more() {
    let world = World::with(&["a"]);
    let expires = world.engine.ledger().now() + SignedDuration::from_hours(1);
    let until = Ignore {
        expires: Some(expires),
        ..ignore(COUNT)
    };
    capture(&world, ignoring(std::slice::from_ref(&until)))
        .await
        .unwrap();
    count(&world, "a", 5);
    assert!(detect(&world).await.drift.in_sync);
    world.pass(SignedDuration::from_hours(1));
    let drift = detect(&world).await.drift;
    assert_eq!(drift.resources[0].changes[0].path, "count");
    assert!(drift.ignored.is_empty());
    // One that has expired keeps nobody from capturing.
    world
        .engine
        .enforce(&web(), &restoring(), &quiet)
        .await
        .unwrap();
    assert_eq!(counted(&world, "a"), None);
    assert_eq!(capture(&world, ignoring(&[until])).await.unwrap(), 2);
}

fn restoring() -> Run {
    Run {
        mode: Some(Mode::Enforce),
        ..Run::default()
    }
}

#[tokio::test]
async fn what_changes_by_itself_is_not_called_unstable_where_it_may() {
    let world = World::with(&["a"]);
    let mut looks = 0;
    world.cloud.state().after_sweep = Some(Box::new(move |things| {
        looks += 1;
        let a = things.get_mut("a").unwrap();
        a.insert("count".into(), json!(looks));
    }));
    let captured = world.engine.capture(wish(), &quiet).await.unwrap();
    assert_eq!(captured.revision.unstable[0].paths, ["count"]);
    let captured = world
        .engine
        .capture(ignoring(&[ignore(COUNT)]), &quiet)
        .await
        .unwrap();
    assert!(captured.revision.unstable.is_empty());
}

#[tokio::test]
async fn every_path_that_cannot_be_used_is_told_and_nothing_is_stored() {
    let world = World::with(&["a"]);
    let wish = ignoring(&[ignore("fake_thing"), ignore(COUNT), ignore("fake_thin.*.x")]);
    let error = capture(&world, wish).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "what is to be ignored cannot be used: `fake_thing` does not say of which resources; \
         no supported resource type matches `fake_thin`; did you mean `fake_thing`?"
    );
    assert!(error.help().contains("TYPE.NAME.ATTRIBUTE"));
    assert!(world.engine.ledger().names().await.unwrap().is_empty());
}
