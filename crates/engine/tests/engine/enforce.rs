//! Enforcing: what is called, in which order, and what is left alone.

use std::sync::{Arc, Mutex};

use driftlock_core::{
    Disposition, Enforcement, EventKind, Guardrails, Held, Mode, Outcome, Refusal, Remediation,
};
use driftlock_engine::{
    CancellationToken, Enforced, EngineError, RestoreOutcome, RollBack, Run, quiet,
};
use jiff::SignedDuration;
use serde_json::json;

use crate::fake::{World, key, thing, web};

pub(crate) async fn enforcing(ids: &[&str]) -> World {
    let world = World::captured(ids).await;
    let settings = Enforcement {
        mode: Mode::Enforce,
        ..Enforcement::default()
    };
    world
        .engine
        .ledger()
        .set_enforcement(&web(), &settings)
        .await
        .unwrap();
    world
}

pub(crate) async fn run(world: &World) -> Enforced {
    world
        .engine
        .enforce(&web(), &Run::default(), &quiet)
        .await
        .unwrap()
}

pub(crate) fn for_an_hour() -> RollBack {
    RollBack {
        ttl: SignedDuration::from_hours(1),
        dry_run: false,
        wait: SignedDuration::ZERO,
        cancel: CancellationToken::new(),
    }
}

pub(crate) fn outcomes(enforced: &Enforced) -> Vec<RestoreOutcome> {
    enforced
        .restores
        .iter()
        .map(|restore| restore.outcome)
        .collect()
}

#[tokio::test]
async fn drift_is_reverted_and_the_next_run_calls_nothing() {
    let world = enforcing(&["a", "b", "c"]).await;
    world.cloud.set("a", 2);
    world.cloud.set("c", 3);
    let enforced = run(&world).await;
    assert!(enforced.in_sync());
    assert_eq!(world.cloud.calls(), ["set a.size", "set c.size"]);
    assert_eq!((world.cloud.size("a"), world.cloud.size("c")), (1, 1));
    let again = run(&world).await;
    assert!(again.drift.in_sync);
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    assert_eq!(
        world.events().await[2..],
        [
            "drift_detected",
            "restore_started",
            "restore_finished",
            "restore_started",
            "restore_finished",
            "back_in_sync"
        ]
    );
    world.store.verify(&web(), None).await.unwrap();
}

#[tokio::test]
async fn nothing_is_changed_by_default() {
    let world = World::captured(&["a"]).await;
    world.cloud.set("a", 2);
    let enforced = run(&world).await;
    assert!(!enforced.in_sync());
    assert_eq!(
        enforced.plan.resources[0].disposition,
        Disposition::Held(Held::Observe)
    );
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn the_intent_is_durable_before_the_first_call() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (store, noted) = (world.store.clone(), Arc::clone(&seen));
    world.cloud.state().before_call = Some(Box::new(move |_| {
        // The store in memory answers at once, so this needs no runtime of its own.
        let events = futures::executor::block_on(store.events(&web())).unwrap();
        noted.lock().unwrap().push(events.last().unwrap().clone());
    }));
    run(&world).await;
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    let EventKind::RestoreStarted { remediation } = &seen[0].body.what else {
        panic!()
    };
    assert_eq!(remediation.before, Some(thing("a", 2)));
    assert_eq!(remediation.approved, Some(thing("a", 1)));
    assert_eq!(remediation.calls.len(), 1);
    let events = world.store.events(&web()).await.unwrap();
    let finished = events.iter().find_map(|event| match &event.body.what {
        EventKind::RestoreFinished {
            outcome,
            results,
            after,
            ..
        } => Some((outcome, results, after)),
        _ => None,
    });
    let (outcome, results, after) = finished.unwrap();
    assert_eq!(*outcome, Outcome::Restored);
    assert_eq!(results[0].request_id.as_deref(), Some("req-1"));
    assert_eq!(*after, Some(thing("a", 1)));
}

#[tokio::test]
async fn a_dry_run_changes_neither_cloud_nor_settings() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    let dry = Run {
        dry_run: true,
        ..Run::default()
    };
    let enforced = world.engine.enforce(&web(), &dry, &quiet).await.unwrap();
    assert_eq!(outcomes(&enforced), [RestoreOutcome::Planned]);
    assert_eq!(enforced.restores[0].calls[0].summary, "set a.size");
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    assert!(!world.events().await.contains(&"restore_started"));
}

#[tokio::test]
async fn one_failure_hides_no_other_restore() {
    let world = enforcing(&["a", "b"]).await;
    world.cloud.set("a", 2);
    world.cloud.set("b", 2);
    world.cloud.state().denied.insert("a".into());
    let enforced = run(&world).await;
    assert_eq!(
        outcomes(&enforced),
        [RestoreOutcome::Failed, RestoreOutcome::Restored]
    );
    assert_eq!(
        enforced.restores[0].error.as_deref(),
        Some("access denied calling `fake:Set`")
    );
    assert_eq!(
        enforced.restores[0].help.as_deref(),
        Some("grant `fake:Set`")
    );
    assert!(enforced.has_failed());
}

#[tokio::test]
async fn what_changed_again_is_left_for_the_next_run() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    let mut times = 0;
    world.cloud.state().after_sweep = Some(Box::new(move |things| {
        times += 1;
        if times == 1 {
            things.insert("a".into(), thing("a", 7));
        }
    }));
    let enforced = run(&world).await;
    assert_eq!(outcomes(&enforced), [RestoreOutcome::Superseded]);
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    assert_eq!(outcomes(&run(&world).await), [RestoreOutcome::Restored]);
}

#[tokio::test(start_paused = true)]
async fn a_read_that_lags_behind_is_waited_out() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    world
        .cloud
        .state()
        .lag
        .insert("a".into(), (3, thing("a", 2)));
    let enforced = run(&world).await;
    assert_eq!(outcomes(&enforced), [RestoreOutcome::Restored]);
    assert_eq!(world.cloud.calls(), ["set a.size"], "called once only");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_changes_nothing_is_a_failure() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    world.cloud.state().deaf.insert("a".into());
    let enforced = run(&world).await;
    assert_eq!(outcomes(&enforced), [RestoreOutcome::Failed]);
    assert_eq!(
        enforced.restores[0].error.as_deref(),
        Some("all calls were accepted, yet size is still not as approved")
    );
}

#[tokio::test]
async fn what_no_call_can_bring_back_is_said() {
    let world = enforcing(&["a"]).await;
    world
        .cloud
        .state()
        .things
        .get_mut("a")
        .unwrap()
        .insert("fixed".into(), json!(1));
    let enforced = run(&world).await;
    assert_eq!(outcomes(&enforced), [RestoreOutcome::Failed]);
    assert_eq!(enforced.restores[0].unrestorable[0].path, "fixed");
    assert!(!world.events().await.contains(&"restore_started"));
}

#[tokio::test]
async fn a_pause_holds_everything_and_ends_by_itself() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    let ledger = world.engine.ledger();
    ledger
        .pause(&web(), SignedDuration::from_mins(30), "release")
        .await
        .unwrap();
    for _ in 0..2 {
        let enforced = run(&world).await;
        assert!(matches!(
            enforced.plan.refusal,
            Some(Refusal::Paused { .. })
        ));
    }
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    let refused = world
        .events()
        .await
        .iter()
        .filter(|e| **e == "restore_refused")
        .count();
    assert_eq!(refused, 1, "the same refusal is recorded once");
    world.pass(SignedDuration::from_mins(30));
    assert!(run(&world).await.in_sync());
}

#[tokio::test]
async fn a_pause_taken_during_a_run_stops_it_between_two_resources() {
    let world = enforcing(&["a", "b"]).await;
    world.cloud.set("a", 2);
    world.cloud.set("b", 2);
    let ledger = world.engine.ledger().clone();
    world.cloud.state().before_call = Some(Box::new(move |key| {
        if key.id == "a" {
            let (name, ttl) = (web(), SignedDuration::from_mins(5));
            futures::executor::block_on(ledger.pause(&name, ttl, "stop")).unwrap();
        }
    }));
    let enforced = run(&world).await;
    assert_eq!(
        outcomes(&enforced),
        [RestoreOutcome::Restored, RestoreOutcome::Skipped]
    );
    assert_eq!(world.cloud.size("b"), 2);
}

#[tokio::test]
async fn a_cancelled_run_stops_between_two_calls_and_says_so() {
    let world = enforcing(&["a"]).await;
    {
        let mut state = world.cloud.state();
        let a = state.things.get_mut("a").unwrap();
        a.insert("size".into(), json!(2));
        a.insert("colour".into(), json!("red"));
    }
    let cancelled = Run::default();
    let token = cancelled.cancel.clone();
    world.cloud.state().before_call = Some(Box::new(move |_| token.cancel()));
    let enforced = world
        .engine
        .enforce(&web(), &cancelled, &quiet)
        .await
        .unwrap();
    assert_eq!(outcomes(&enforced), [RestoreOutcome::Failed]);
    assert_eq!(world.cloud.calls(), ["set a.colour"]);
    assert_eq!(
        world.events().await.last(),
        Some(&"restore_finished"),
        "the record is closed"
    );
    world.cloud.state().before_call = None;
    assert!(run(&world).await.in_sync());
}

#[tokio::test]
async fn a_run_over_a_guardrail_changes_nothing_and_is_recorded() {
    let world = enforcing(&["a", "b"]).await;
    let settings = Enforcement {
        mode: Mode::Enforce,
        guardrails: Guardrails {
            max_changes: 1,
            ..Guardrails::default()
        },
        ..Enforcement::default()
    };
    world
        .engine
        .ledger()
        .set_enforcement(&web(), &settings)
        .await
        .unwrap();
    world.cloud.set("a", 2);
    world.cloud.set("b", 2);
    let enforced = run(&world).await;
    assert_eq!(
        enforced.plan.refusal,
        Some(Refusal::TooManyChanges { changes: 2, max: 1 })
    );
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    assert_eq!(world.events().await.last(), Some(&"restore_refused"));
}

#[tokio::test]
async fn one_run_at_a_time() {
    let world = enforcing(&["a"]).await;
    let now = world.engine.ledger().now();
    let ttl = SignedDuration::from_secs(60);
    let lease = world
        .store
        .acquire_lease(&web(), "another", ttl, now)
        .await
        .unwrap();
    let error = world
        .engine
        .enforce(&web(), &Run::default(), &quiet)
        .await
        .unwrap_err();
    assert!(matches!(error, EngineError::Busy { .. }));
    assert_eq!(
        error.to_string(),
        "baseline `web` is being enforced by another right now"
    );
    world.store.release_lease(&lease).await.unwrap();
    run(&world).await;
    run(&world).await;
}

#[tokio::test]
async fn a_run_that_died_is_settled_by_what_is_there_now() {
    for (size, outcome) in [(1, Outcome::Restored), (2, Outcome::Superseded)] {
        let world = enforcing(&["a"]).await;
        let died = Remediation {
            id: "died".into(),
            revision: 1,
            key: key("a"),
            address: None,
            changes: vec![],
            before: Some(thing("a", 2)),
            approved: Some(thing("a", 1)),
            calls: vec![],
            rolls_back: None,
            proposal: None,
        };
        let (at, actor) = (
            world.engine.ledger().now(),
            driftlock_core::Actor::default(),
        );
        let what = EventKind::RestoreStarted {
            remediation: Box::new(died),
        };
        world.store.append(&web(), at, &actor, what).await.unwrap();
        world.cloud.set("a", size);
        assert!(run(&world).await.in_sync());
        let events = world.store.events(&web()).await.unwrap();
        let settled = events.iter().find_map(|event| match &event.body.what {
            EventKind::RestoreFinished {
                remediation,
                outcome,
                ..
            } if remediation == "died" => Some(*outcome),
            _ => None,
        });
        assert_eq!(settled, Some(outcome));
        assert_eq!(world.cloud.size("a"), 1);
    }
}

#[tokio::test]
async fn what_could_not_be_read_is_not_touched() {
    let world = enforcing(&["a", "b"]).await;
    world.cloud.set("a", 2);
    world.cloud.state().unreadable.insert("b".into());
    let enforced = run(&world).await;
    assert_eq!(world.cloud.calls(), ["set a.size"]);
    assert!(!enforced.in_sync());
    assert!(enforced.has_failed());
}

pub(crate) async fn last_remediation(world: &World) -> Remediation {
    let events = world.store.events(&web()).await.unwrap();
    let last = events
        .iter()
        .rev()
        .find_map(|event| match &event.body.what {
            EventKind::RestoreStarted { remediation } => Some(remediation.as_ref().clone()),
            _ => None,
        });
    last.unwrap()
}

#[tokio::test]
async fn a_rollback_brings_back_what_was_and_is_not_reverted_at_once() {
    let world = enforcing(&["a", "b"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let done = last_remediation(&world).await;
    let hour = SignedDuration::from_hours(1);
    let back = world
        .engine
        .rollback(&done.id, &for_an_hour(), &quiet)
        .await
        .unwrap();
    assert!(back.succeeded());
    assert_eq!(world.cloud.size("a"), 2);
    let record = last_remediation(&world).await;
    assert_eq!(record.rolls_back, Some(done.id));
    assert_eq!(record.approved, Some(thing("a", 2)), "where it was to lead");

    world.cloud.set("b", 5);
    let enforced = run(&world).await;
    assert_eq!(
        enforced.plan.resources[0].disposition,
        Disposition::Held(Held::Paused)
    );
    assert_eq!(
        (world.cloud.size("a"), world.cloud.size("b")),
        (2, 1),
        "no other is held"
    );
    world.pass(hour);
    assert!(run(&world).await.in_sync());
    assert_eq!(world.cloud.size("a"), 1);
    world.store.verify(&web(), None).await.unwrap();
}

#[tokio::test]
async fn a_rollback_can_be_rehearsed() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    world.cloud.calls();
    let done = last_remediation(&world).await;
    let events = world.events().await;
    let how = RollBack {
        dry_run: true,
        ..for_an_hour()
    };
    let back = world.engine.rollback(&done.id, &how, &quiet).await.unwrap();
    let restore = back.restore.unwrap();
    assert_eq!(restore.outcome, RestoreOutcome::Planned);
    assert_eq!(restore.calls[0].summary, "set a.size");
    assert_eq!(back.pause, None);
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    assert_eq!(world.events().await, events);
}

#[tokio::test]
async fn once_the_cloud_asks_to_slow_down_nothing_more_is_called() {
    let world = enforcing(&["a", "b", "c"]).await;
    for id in ["a", "b", "c"] {
        world.cloud.set(id, 2);
    }
    world.cloud.state().throttled.insert("b".into());
    let enforced = run(&world).await;
    assert_eq!(
        outcomes(&enforced),
        [
            RestoreOutcome::Restored,
            RestoreOutcome::Failed,
            RestoreOutcome::Skipped
        ]
    );
    assert_eq!(world.cloud.calls(), ["set a.size", "set b.size"]);
    let skipped = enforced.restores[2].error.as_deref();
    assert_eq!(skipped, Some("the cloud asks to slow down"));
    assert!(enforced.has_failed());
}

#[tokio::test]
async fn a_run_waits_for_another_and_says_for_whom() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    let now = world.engine.ledger().now();
    let ttl = SignedDuration::from_mins(2);
    let lease = world
        .store
        .acquire_lease(&web(), "another", ttl, now)
        .await
        .unwrap();
    let waited_for = Mutex::new(Vec::new());
    let release = tokio::sync::Notify::new();
    let progress = |step| {
        if let driftlock_engine::Step::Waiting(by) = step {
            waited_for.lock().unwrap().push(by);
            release.notify_one();
        }
    };
    let patient = Run {
        wait: SignedDuration::from_mins(1),
        ..Run::default()
    };
    let (name, ending) = (web(), async {
        release.notified().await;
        world.store.release_lease(&lease).await.unwrap();
    });
    let running = world.engine.enforce(&name, &patient, &progress);
    let (enforced, ()) = futures::join!(running, ending);
    assert!(enforced.unwrap().in_sync());
    assert_eq!(waited_for.lock().unwrap()[0], "another");
}

#[tokio::test]
async fn a_run_whose_lease_was_taken_records_no_intent() {
    let world = enforcing(&["a", "b"]).await;
    for id in ["a", "b"] {
        world.cloud.set(id, 2);
    }
    let store = world.store.clone();
    // Somebody believes that this run is dead and takes over, while it makes its first call.
    world.cloud.state().before_call = Some(Box::new(move |key| {
        if key.id == "a" {
            let later = jiff::Timestamp::from_second(1_800_000_000).unwrap();
            let ttl = SignedDuration::from_mins(2);
            let taken = futures::executor::block_on(store.acquire_lease(&web(), "b", ttl, later));
            taken.unwrap();
        }
    }));
    let result = world.engine.enforce(&web(), &Run::default(), &quiet).await;
    assert!(result.is_err(), "its outcome can no longer be recorded");
    assert_eq!(world.cloud.calls(), ["set a.size"]);
    let unfinished = world.store.unfinished(&web()).await.unwrap();
    assert_eq!(unfinished.len(), 1, "whoever took over settles it");
    world.store.verify(&web(), None).await.unwrap();
}

#[tokio::test]
async fn what_the_baseline_does_not_know_is_deleted_only_where_that_is_allowed() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("rogue", 1);
    assert_eq!(run(&world).await.restores.len(), 0);
    let settings = Enforcement {
        mode: Mode::Enforce,
        guardrails: Guardrails {
            allow_delete: true,
            allow_replace: true,
            ..Guardrails::default()
        },
        ..Enforcement::default()
    };
    let ledger = world.engine.ledger();
    ledger.set_enforcement(&web(), &settings).await.unwrap();
    world.cloud.state().things.remove("a");
    let enforced = run(&world).await;
    assert!(enforced.in_sync(), "{enforced:?}");
    assert_eq!(world.cloud.calls(), ["make a", "delete rogue"]);
    assert!(run(&world).await.drift.in_sync);
    let record = last_remediation(&world).await;
    assert_eq!(record.before, Some(thing("rogue", 1)));
    // A roll-back makes it again.
    let how = for_an_hour();
    let back = world.engine.rollback(&record.id, &how, &quiet).await;
    assert!(back.unwrap().succeeded());
    assert_eq!(world.cloud.size("rogue"), 1);
}

#[tokio::test]
async fn a_rollback_of_what_is_so_already_calls_nothing() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let done = last_remediation(&world).await;
    world.cloud.set("a", 2);
    world.cloud.calls();
    let back = world
        .engine
        .rollback(&done.id, &for_an_hour(), &quiet)
        .await
        .unwrap();
    assert!(back.succeeded() && back.restore.is_none());
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    let error = world
        .engine
        .rollback("none", &for_an_hour(), &quiet)
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "no baseline has a remediation `none`");
}
