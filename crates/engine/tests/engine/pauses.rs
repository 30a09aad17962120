//! Pauses as leases: they are extended, they end by themselves, and they say so.

use driftlock_engine::{EngineError, LEASE, OnDrift, OnSilence, Renewal, quiet};
use jiff::SignedDuration;

use crate::enforce::{enforcing, run};
use crate::fake::{web, wish};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test]
async fn a_pause_that_ran_out_says_so_once() {
    let world = enforcing(&["a"]).await;
    let ledger = world.engine.ledger();
    ledger.pause(&web(), HOUR, "release").await.unwrap();
    world.cloud.set("a", 2);
    assert!(run(&world).await.plan.refusal.is_some());
    world.pass(HOUR);
    assert!(run(&world).await.in_sync());
    run(&world).await;
    let events = world.events().await;
    let expired = events.iter().filter(|name| **name == "pause_expired");
    assert_eq!(expired.count(), 1, "{events:?}");
    assert_eq!(world.store.pauses(&web()).await.unwrap().open, []);
}

#[tokio::test]
async fn a_pause_is_extended_and_never_made_shorter() {
    let world = enforcing(&["a"]).await;
    let ledger = world.engine.ledger();
    let opened = ledger.pause(&web(), HOUR, "release").await.unwrap();
    world.pass(SignedDuration::from_mins(30));
    let extended = ledger.extend_pause(&web(), None, HOUR).await.unwrap();
    let later = opened.until.saturating_add(SignedDuration::from_mins(30));
    assert_eq!(extended[0].until, later.unwrap());
    let shorter = SignedDuration::from_mins(1);
    let same = ledger.extend_pause(&web(), Some(&opened.id), shorter).await;
    assert_eq!(same.unwrap(), extended);
    assert_eq!(ledger.pauses(&web()).await.unwrap(), extended);
    let events = world.events().await;
    let told = events.iter().filter(|name| **name == "pause_extended");
    assert_eq!(told.count(), 1);
    world.pass(HOUR);
    let error = ledger.extend_pause(&web(), None, HOUR).await.unwrap_err();
    assert!(matches!(error, EngineError::NoPause { .. }), "{error}");
}

#[tokio::test]
async fn a_deployment_ends_with_a_new_revision_and_no_pause() {
    let world = enforcing(&["a"]).await;
    let ledger = world.engine.ledger();
    ledger.pause(&web(), HOUR, "release").await.unwrap();
    world.cloud.set("a", 2);
    let (captured, ended) = world
        .engine
        .rebaseline_and_resume(wish(), &quiet)
        .await
        .unwrap();
    assert_eq!((captured.accepted.len(), ended.len()), (1, 1));
    assert!(run(&world).await.drift.in_sync);
}

#[tokio::test]
async fn a_pause_that_somebody_begins_during_the_capture_stays() {
    let world = enforcing(&["a"]).await;
    let ledger = world.engine.ledger();
    ledger.pause(&web(), HOUR, "release").await.unwrap();
    let (store, at) = (world.store.clone(), ledger.now());
    world.cloud.state().after_sweep = Some(Box::new(move |_| {
        let theirs = driftlock_core::Pause {
            id: "theirs".into(),
            owner: "somebody".into(),
            reason: "another release".into(),
            since: at,
            until: at.saturating_add(HOUR).unwrap(),
            lease: None,
            resource: None,
        };
        futures::executor::block_on(store.add_pause(&web(), theirs)).unwrap();
    }));
    let done = world.engine.rebaseline_and_resume(wish(), &quiet).await;
    assert_eq!(done.unwrap().1.len(), 1);
    let left = ledger.pauses(&web()).await.unwrap();
    assert_eq!(left[0].id, "theirs");
}

#[tokio::test]
async fn where_the_capture_fails_the_pause_stays() {
    let world = enforcing(&["a"]).await;
    let ledger = world.engine.ledger();
    ledger.pause(&web(), HOUR, "release").await.unwrap();
    world.cloud.state().unreadable.insert("a".into());
    let result = world.engine.rebaseline_and_resume(wish(), &quiet).await;
    assert!(result.is_err());
    assert!(ledger.is_paused(&web()).await.unwrap());
}

#[tokio::test]
async fn an_earlier_revision_is_approved_again_as_a_new_one() {
    let world = enforcing(&["a"]).await;
    world.cloud.set("a", 2);
    let accept = driftlock_engine::Capture {
        on_drift: OnDrift::Accept,
        ..wish()
    };
    world.engine.capture(accept, &quiet).await.unwrap();
    let ledger = world.engine.ledger();
    let back = ledger
        .approve_revision(&web(), 1, "it held a mistake")
        .await;
    assert_eq!(back.unwrap().revision, 3);
    assert_eq!(ledger.revisions(&web()).await.unwrap(), [1, 2, 3]);
    assert!(run(&world).await.in_sync());
    assert_eq!(world.cloud.size("a"), 1);
    let error = ledger.approve_revision(&web(), 9, "x").await.unwrap_err();
    assert!(error.to_string().contains("revision 9"), "{error}");
}

#[tokio::test]
async fn a_deployment_is_left_alone_for_as_long_as_it_gives_signs_of_life() {
    let world = enforcing(&["a"]).await;
    let (web, ledger) = (web(), world.engine.ledger());
    let opened = ledger.open_lease(&web, OnSilence::Resume, "release");
    let opened = opened.await.unwrap();
    world.cloud.set("a", 2);
    for _ in 0..100 {
        world.pass(SignedDuration::from_secs(100));
        let renewed = ledger.renew_lease(&web, &opened.id, OnSilence::Resume);
        assert_eq!(renewed.await.unwrap(), Renewal::Renewed);
        assert!(run(&world).await.plan.refusal.is_some());
    }
    let captured = world.engine.capture(wish(), &quiet).await.unwrap();
    assert_eq!(captured.revision.deployment, Some(opened.id.clone()));
    ledger.resume(&web, Some(&opened.id)).await.unwrap();
    assert_eq!(ledger.silent_deployment(&web).await.unwrap(), None);
    let events = world.events().await;
    assert!(!events.contains(&"pause_extended"), "{events:?}");
    // Whoever captures afterwards captures the same deployment still.
    let again = world.engine.capture(wish(), &quiet).await.unwrap();
    assert_eq!(again.revision.deployment, Some(opened.id));
}

#[tokio::test]
async fn a_silent_deployment_ends_its_pause_and_is_remembered() {
    let world = enforcing(&["a"]).await;
    let (web, ledger) = (web(), world.engine.ledger());
    let opened = ledger.open_lease(&web, OnSilence::Resume, "release");
    let opened = opened.await.unwrap();
    world.cloud.set("a", 2);
    world.pass(LEASE);
    assert!(run(&world).await.in_sync(), "it is enforced again");
    let silent = ledger.silent_deployment(&web).await.unwrap();
    assert_eq!(silent.as_ref(), Some(&opened));
    assert!(world.events().await.contains(&"pause_expired"));
    let summary = ledger.summary(&web).await.unwrap();
    assert_eq!(summary.silent, silent);
    // The next one that ends as it should is the end of it.
    let next = ledger.open_lease(&web, OnSilence::Resume, "again");
    let next = next.await.unwrap();
    assert_eq!(ledger.silent_deployment(&web).await.unwrap(), silent);
    ledger.resume(&web, Some(&next.id)).await.unwrap();
    assert_eq!(ledger.silent_deployment(&web).await.unwrap(), None);
}

#[tokio::test]
async fn a_failed_deployment_that_is_to_be_looked_at_stays_paused() {
    let world = enforcing(&["a"]).await;
    let (web, ledger) = (web(), world.engine.ledger());
    let opened = ledger.open_lease(&web, OnSilence::Hold(HOUR), "release");
    let opened = opened.await.unwrap();
    assert_eq!(ledger.silent_deployment(&web).await.unwrap(), None);
    world.pass(LEASE);
    world.cloud.set("a", 2);
    assert!(run(&world).await.plan.refusal.is_some());
    let silent = ledger.silent_deployment(&web).await.unwrap();
    assert_eq!(silent.map(|pause| pause.id), Some(opened.id));
    world.pass(HOUR);
    assert!(run(&world).await.in_sync());
}

#[tokio::test]
async fn a_sign_of_life_that_comes_late_pauses_anew_and_says_so() {
    let world = enforcing(&["a"]).await;
    let (web, ledger) = (web(), world.engine.ledger());
    let opened = ledger.open_lease(&web, OnSilence::Resume, "release");
    let opened = opened.await.unwrap();
    world.pass(HOUR);
    run(&world).await;
    let renewed = ledger.renew_lease(&web, &opened.id, OnSilence::Resume);
    let Renewal::Reopened { lapsed } = renewed.await.unwrap() else {
        panic!("it is not paused again");
    };
    assert_eq!(*lapsed, opened);
    assert!(ledger.is_paused(&web).await.unwrap());
    assert_eq!(ledger.silent_deployment(&web).await.unwrap(), None);
    // What a person ended stays ended.
    ledger.resume(&web, None).await.unwrap();
    let renewed = ledger.renew_lease(&web, &opened.id, OnSilence::Resume);
    assert_eq!(renewed.await.unwrap(), Renewal::Ended);
    assert!(!ledger.is_paused(&web).await.unwrap());
}

#[tokio::test]
async fn a_deployment_that_failed_is_captured_by_the_next_one() {
    let world = enforcing(&["a"]).await;
    let (web, ledger) = (web(), world.engine.ledger());
    let open = async |reason| {
        let opened = ledger.open_lease(&web, OnSilence::Resume, reason).await;
        opened.unwrap()
    };
    assert_eq!(ledger.deployment(&web).await.unwrap(), None);
    // Tried again at once, and after it was found silent.
    for wait in [SignedDuration::from_secs(1), LEASE] {
        let failed = open("failed").await;
        world.pass(wait);
        run(&world).await;
        let of = |id: &str| Some(id.to_owned());
        assert_eq!(ledger.deployment(&web).await.unwrap(), of(&failed.id));
        open("again").await;
        let captured = world.engine.capture(wish(), &quiet).await.unwrap();
        assert_eq!(captured.revision.deployment, of(&failed.id));
        ledger.resume(&web, None).await.unwrap();
        assert_eq!(ledger.deployment(&web).await.unwrap(), of(&failed.id));
    }
}
