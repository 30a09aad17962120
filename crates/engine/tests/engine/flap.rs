//! The flap breaker.

use driftlock_core::{Disposition, Held};
use driftlock_engine::{OnDrift, quiet};
use jiff::SignedDuration;
use serde_json::json;

use crate::enforce::{enforcing, run};
use crate::fake::{World, thing, web, wish};

/// Somebody makes it bigger, again and again, and each time it is reverted.
async fn fight(world: &World, rounds: usize) {
    for _ in 0..rounds {
        world.cloud.set("a", 2);
        assert_eq!(run(world).await.restored(), 1);
        world.pass(SignedDuration::from_mins(1));
    }
}

#[tokio::test]
async fn an_attribute_that_keeps_coming_back_is_left_and_the_others_are_not() {
    let world = enforcing(&["a"]).await;
    world.cloud.state().actors = vec!["arn:aws:iam::123456789012:user/eve".into()];
    fight(&world, 3).await;
    let mut both = thing("a", 2);
    both.insert("colour".into(), json!("red"));
    world.cloud.state().things.insert("a".into(), both);
    world.cloud.calls();
    let enforced = run(&world).await;
    assert_eq!(world.cloud.calls(), ["set a.colour"]);
    assert_eq!(world.cloud.size("a"), 2);
    assert!(
        !enforced.in_sync(),
        "what is withheld is drift all the same"
    );
    let quarantine = world.engine.ledger().quarantine(&web()).await.unwrap();
    assert_eq!(quarantine.len(), 1);
    assert_eq!(
        (quarantine[0].path.as_str(), quarantine[0].reverted),
        ("size", 3)
    );
    assert_eq!(quarantine[0].others, ["arn:aws:iam::123456789012:user/eve"]);

    let again = run(&world).await;
    assert_eq!(
        again.plan.resources[0].disposition,
        Disposition::Held(Held::Quarantined)
    );
    let told = world.events().await;
    let told = told.iter().filter(|name| **name == "quarantined");
    assert_eq!(told.count(), 1, "the fight is reported once");
}

#[tokio::test]
async fn reverts_of_long_ago_do_not_count() {
    let world = enforcing(&["a"]).await;
    fight(&world, 2).await;
    world.pass(SignedDuration::from_hours(1));
    fight(&world, 2).await;
    assert_eq!(world.engine.ledger().quarantine(&web()).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_released_is_reverted_again_and_counted_anew() {
    let world = enforcing(&["a"]).await;
    fight(&world, 3).await;
    world.cloud.set("a", 2);
    assert_eq!(run(&world).await.restored(), 0);
    let ledger = world.engine.ledger();
    let released = ledger.release(&web(), |_| true, "eve was stopped").await;
    assert_eq!(released.unwrap().len(), 1);
    assert_eq!(world.events().await.last(), Some(&"quarantine_released"));
    fight(&world, 3).await;
    world.cloud.set("a", 2);
    assert_eq!(run(&world).await.restored(), 0, "and caught again");
}

#[tokio::test]
async fn a_new_revision_ends_a_quarantine() {
    let world = enforcing(&["a"]).await;
    fight(&world, 3).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let accept = driftlock_engine::Capture {
        on_drift: OnDrift::Accept,
        ..wish()
    };
    world.engine.capture(accept, &quiet).await.unwrap();
    assert_eq!(world.engine.ledger().quarantine(&web()).await.unwrap(), []);
}

#[tokio::test]
async fn another_baseline_of_the_store_is_named_as_the_other_party() {
    let world = enforcing(&["a"]).await;
    let other = driftlock_engine::Capture {
        name: "other".parse().unwrap(),
        on_drift: OnDrift::Accept,
        ..wish()
    };
    world.cloud.set("a", 2);
    world.engine.capture(other, &quiet).await.unwrap();
    let ledger = world.engine.ledger();
    let settings = ledger.enforcement(&web()).await.unwrap();
    let name = "other".parse().unwrap();
    ledger.set_enforcement(&name, &settings).await.unwrap();
    for _ in 0..3 {
        assert_eq!(run(&world).await.restored(), 1);
        let how = driftlock_engine::Run::default();
        let done = world.engine.enforce(&name, &how, &quiet).await;
        assert_eq!(done.unwrap().restored(), 1);
    }
    run(&world).await;
    let quarantine = ledger.quarantine(&web()).await.unwrap();
    assert_eq!(quarantine[0].others, ["baseline `other` of this store"]);
}
