//! Waivers in the store: what they waive, and that their past is kept.

use driftlock_core::{WaiverTerms, WaiverVersion};
use driftlock_engine::{
    Capture, EngineError, Keep, Ledger, OnDrift, OwnPolicies, Require, Selection, Which,
    check_waiver, quiet,
};

use crate::fake::{World, web, wish};
use crate::require::{POLICY, requirement};

fn terms(resource: &str, expires: Option<&str>) -> WaiverTerms {
    WaiverTerms {
        policy: "big_thing".to_owned(),
        resource: resource.to_owned(),
        reason: "it must be".to_owned(),
        owner: "ada".to_owned(),
        expires: expires.map(|day| day.parse().unwrap()),
        ticket: None,
    }
}

/// How many things are too big, and how many of these are waived. The clock of the test stands in
/// November 2023.
async fn verdict(ledger: &Ledger) -> (usize, usize) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("big_thing.rego");
    std::fs::write(&file, POLICY).unwrap();
    let selection = Selection {
        builtin: Some(false),
        policy: vec![file],
        ..Selection::default()
    };
    let by = selection.load("2023-11-14".parse().unwrap()).unwrap();
    let scanned = ledger.scan(&web(), None, by, Keep::Nowhere).await.unwrap();
    (scanned.scan.fail, scanned.scan.waived)
}

#[tokio::test]
async fn a_waiver_in_the_store_counts_for_scans_until_it_ends() {
    let world = World::captured(&["a", "b"]).await;
    let ledger = world.engine.ledger();
    world.cloud.set("a", 2);
    world.cloud.set("b", 2);
    let again = Capture {
        on_drift: OnDrift::Accept,
        ..wish()
    };
    world.engine.capture(again, &quiet).await.unwrap();
    assert_eq!(verdict(ledger).await, (2, 0));
    let waiver = ledger
        .add_waiver(terms("fake_thing.a", None))
        .await
        .unwrap();
    assert_eq!(verdict(ledger).await, (1, 1));
    for (resource, expires, expected) in [
        ("fake_thing.*", Some("2023-11-14"), (0, 2)),
        ("fake_thing.*", Some("2023-11-13"), (2, 0)),
        ("fake_thing.*", Some("2023-11-14T01:00:00+02:00"), (2, 0)),
        ("fake_thing.b", Some("2023-11-14T23:00:00Z"), (1, 1)),
    ] {
        let changed = ledger
            .change_waiver(&waiver.id, terms(resource, expires))
            .await;
        changed.unwrap();
        assert_eq!(verdict(ledger).await, expected, "{resource} {expires:?}");
    }
    ledger
        .retire_waiver(&waiver.id, "it is small now")
        .await
        .unwrap();
    assert_eq!(verdict(ledger).await, (2, 0));
}

#[tokio::test]
async fn a_waiver_in_the_store_lets_a_baseline_be_captured() {
    let (world, folder) = (World::with(&["a"]), tempfile::tempdir().unwrap());
    world.cloud.set("a", 2);
    let wish = || Capture {
        require: Require::Policies(requirement(&folder, None)),
        ..wish()
    };
    assert!(world.engine.capture(wish(), &quiet).await.is_err());
    let ledger = world.engine.ledger();
    ledger
        .add_waiver(terms("fake_thing.a", None))
        .await
        .unwrap();
    let captured = world.engine.capture(wish(), &quiet).await.unwrap();
    let compliance = captured.revision.compliance.unwrap();
    assert_eq!((compliance.fail, compliance.waived), (0, 1));
    let told = compliance.findings[0].waiver.as_deref();
    assert_eq!(told, Some("it must be (ada, without end)"));
}

#[tokio::test]
async fn nothing_that_a_waiver_said_is_lost() {
    let world = World::captured(&["a"]).await;
    let ledger = world.engine.ledger();
    let first = terms("fake_thing.a", None);
    let waiver = ledger.add_waiver(first.clone()).await.unwrap();
    // What says the same is no new version.
    ledger
        .change_waiver(&waiver.id, first.clone())
        .await
        .unwrap();
    let second = terms("fake_thing.*", Some("2024-01-01"));
    ledger
        .change_waiver(&waiver.id, second.clone())
        .await
        .unwrap();
    ledger.retire_waiver(&waiver.id, "done").await.unwrap();
    let kept = ledger.waiver(&waiver.id).await.unwrap();
    let said: Vec<&WaiverTerms> = kept
        .versions
        .iter()
        .map(|v: &WaiverVersion| &v.terms)
        .collect();
    assert_eq!(said, [&first, &second]);
    assert!(kept.versions[0].actor.arn.is_some());
    assert_eq!(kept.retired.as_ref().unwrap().reason, "done");
    assert_eq!(ledger.waivers(Which::Standing).await.unwrap(), []);
    assert_eq!(ledger.waivers(Which::All).await.unwrap(), [kept]);
    let changed = ledger.change_waiver(&waiver.id, first).await.unwrap_err();
    assert!(
        matches!(changed, EngineError::WaiverRetired { .. }),
        "{changed}"
    );
    for none in [
        ledger.retire_waiver("01X", "x").await,
        ledger.change_waiver("01X", second).await,
        ledger.waiver("01X").await,
    ] {
        assert!(
            matches!(none, Err(EngineError::NoWaiver { .. })),
            "{none:?}"
        );
    }
}

#[test]
fn what_waives_nothing_is_refused() {
    let fault = |policy, resource, own| check_waiver(policy, resource, own).unwrap_err();
    let refused = fault("public_s3_bukcet", "*", OwnPolicies::Refused);
    assert_eq!(refused.message, "there is no policy `public_s3_bukcet`");
    assert_eq!(
        refused.help.as_deref(),
        Some("did you mean `public_s3_bucket`?")
    );
    assert_eq!(check_waiver("big_thing", "*", OwnPolicies::Allowed), Ok(()));
    fault("", "*", OwnPolicies::Allowed);
    fault("public_s3_bucket", " ", OwnPolicies::Refused);
}
