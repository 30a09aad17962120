//! Approving: what is proposed, what an approval is bound to, and what becomes of it.

use driftlock_core::{
    Disposition, Enforcement, EventKind, Held, Mode, Proposal, ProposalState, Risk, Rule,
};
use driftlock_engine::{Approval, EngineError, RestoreOutcome, Run, quiet};
use jiff::SignedDuration;
use serde_json::json;

use crate::enforce::{last_remediation, run};
use crate::fake::{World, key, thing, web, wish};

async fn approving(ids: &[&str]) -> World {
    let world = World::captured(ids).await;
    set(&world, Mode::Approve).await;
    world
}

async fn set(world: &World, mode: Mode) {
    let settings = Enforcement {
        mode,
        ..Enforcement::default()
    };
    let ledger = world.engine.ledger();
    ledger.set_enforcement(&web(), &settings).await.unwrap();
}

async fn proposals(world: &World) -> Vec<Proposal> {
    world.engine.ledger().proposals(&web()).await.unwrap()
}

async fn approve(world: &World, id: &str) -> Result<driftlock_engine::Approved, EngineError> {
    let approval = Approval::default();
    world.engine.approve(id, &approval, &quiet).await
}

#[tokio::test]
async fn a_proposal_says_all_that_would_happen_and_nothing_happens() {
    let world = approving(&["a", "b"]).await;
    world.cloud.set("a", 2);
    let enforced = run(&world).await;
    assert_eq!(enforced.restores.len(), 0);
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    let made = proposals(&world).await;
    assert_eq!(made, enforced.proposed);
    let proposal = &made[0];
    assert_eq!(proposal.key, key("a"));
    assert_eq!(proposal.risk, Some(Risk::ExposureWidened));
    assert_eq!(proposal.observed, Some(thing("a", 2)));
    assert_eq!(proposal.approved, Some(thing("a", 1)));
    assert_eq!(proposal.calls[0].summary, "set a.size");
    assert_eq!(proposal.commands, ["fake --id a 'set a.size'"]);
    assert_eq!(proposal.state, ProposalState::Pending);

    let again = run(&world).await;
    assert_eq!(again.proposed, [], "it is proposed once");
    assert_eq!(
        again.plan.resources[0].disposition,
        Disposition::Held(Held::AwaitsApproval)
    );
    assert_eq!(world.events().await[2..], ["drift_detected", "proposed"]);
}

#[tokio::test]
async fn an_approval_is_carried_out_and_on_record() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let id = proposals(&world).await[0].id.clone();
    let approval = Approval {
        reason: Some("not ours".into()),
        ..Approval::default()
    };
    let done = world.engine.approve(&id, &approval, &quiet).await.unwrap();
    assert!(done.succeeded());
    assert_eq!(world.cloud.size("a"), 1);
    assert_eq!(proposals(&world).await, []);
    assert_eq!(last_remediation(&world).await.proposal, Some(id.clone()));
    assert_eq!(
        world.events().await[4..],
        ["proposal_approved", "restore_started", "restore_finished"]
    );
    let error = approve(&world, &id).await.unwrap_err();
    assert!(matches!(error, EngineError::NoProposal { .. }), "{error}");
    world.store.verify(&web(), None).await.unwrap();
}

#[tokio::test]
async fn an_approval_can_be_rehearsed() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let before = (proposals(&world).await, world.events().await);
    let approval = Approval {
        dry_run: true,
        ..Approval::default()
    };
    let id = &before.0[0].id;
    let done = world.engine.approve(id, &approval, &quiet).await.unwrap();
    assert_eq!(done.restore.outcome, RestoreOutcome::Planned);
    assert_eq!(done.restore.calls[0].summary, "set a.size");
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    assert_eq!((proposals(&world).await, world.events().await), before);
}

#[tokio::test]
async fn an_approval_is_void_once_reality_has_moved() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let id = proposals(&world).await[0].id.clone();
    world.cloud.set("a", 3);
    let error = approve(&world, &id).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "proposal `{id}` for fake_thing `a` is void: it has changed since it was proposed: size"
        )
    );
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    assert_eq!(proposals(&world).await, []);
    assert_eq!(world.events().await.last(), Some(&"proposal_voided"));
    let again = run(&world).await;
    assert_eq!(again.proposed[0].observed, Some(thing("a", 3)));
}

#[tokio::test]
async fn an_approval_left_to_the_next_run_is_bound_as_well() {
    for (size, restored) in [(2, 1), (3, 0)] {
        let world = approving(&["a"]).await;
        world.cloud.set("a", 2);
        run(&world).await;
        let id = proposals(&world).await[0].id.clone();
        let ledger = world.engine.ledger();
        ledger.approve(&id, None).await.unwrap();
        world.cloud.set("a", size);
        let enforced = run(&world).await;
        assert_eq!(enforced.restored(), restored);
        assert_eq!(enforced.proposed.len(), 1 - restored);
        let left = proposals(&world).await;
        assert!(
            left.iter().all(|one| one.id != id),
            "an approval is used once"
        );
        world.store.verify(&web(), None).await.unwrap();
    }
}

#[tokio::test]
async fn what_moves_between_look_and_restore_is_not_restored_on_an_old_approval() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let id = proposals(&world).await[0].id.clone();
    world.engine.ledger().approve(&id, None).await.unwrap();
    world.cloud.state().after_sweep = Some(Box::new(|things| {
        things.insert("a".into(), thing("a", 7));
    }));
    let enforced = run(&world).await;
    assert_eq!(enforced.restores[0].outcome, RestoreOutcome::Superseded);
    assert_eq!(world.cloud.calls(), Vec::<String>::new());
    assert_eq!(proposals(&world).await, []);
}

#[tokio::test]
async fn what_was_rejected_is_not_proposed_again_until_it_changes() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let id = proposals(&world).await[0].id.clone();
    let ledger = world.engine.ledger();
    let (name, rejected) = ledger.reject(&id, "we want it so").await.unwrap();
    assert_eq!(name, web());
    assert!(matches!(rejected.state, ProposalState::Rejected { .. }));
    let error = approve(&world, &id).await.unwrap_err();
    assert!(
        error.to_string().contains("was rejected by"),
        "a decision stands: {error}"
    );
    let again = run(&world).await;
    assert_eq!(
        again.plan.resources[0].disposition,
        Disposition::Held(Held::Rejected)
    );
    world.cloud.set("a", 3);
    assert_eq!(run(&world).await.proposed.len(), 1);
}

#[tokio::test]
async fn drift_that_goes_away_and_a_new_revision_void_what_was_proposed() {
    let world = approving(&["a", "b"]).await;
    world.cloud.set("a", 2);
    world.cloud.set("b", 2);
    run(&world).await;
    world.cloud.set("a", 1);
    run(&world).await;
    let left = proposals(&world).await;
    assert_eq!(left.len(), 1);
    let accept = driftlock_engine::Capture {
        on_drift: driftlock_engine::OnDrift::Accept,
        ..wish()
    };
    world.engine.capture(accept, &quiet).await.unwrap();
    assert_eq!(proposals(&world).await, []);
    let voided = world.events().await;
    let count = voided.iter().filter(|name| **name == "proposal_voided");
    assert_eq!(count.count(), 2);
}

#[tokio::test]
async fn nothing_is_approved_during_a_pause() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let id = proposals(&world).await[0].id.clone();
    let ledger = world.engine.ledger();
    let ttl = SignedDuration::from_hours(1);
    ledger.pause(&web(), ttl, "release").await.unwrap();
    let error = approve(&world, &id).await.unwrap_err();
    assert!(matches!(error, EngineError::Refused(_)), "{error}");
    assert_eq!(proposals(&world).await[0].state, ProposalState::Pending);
    world.pass(ttl);
    assert!(approve(&world, &id).await.unwrap().succeeded());
}

#[tokio::test]
async fn an_approval_is_for_one_try() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let id = proposals(&world).await[0].id.clone();
    world.cloud.state().denied.insert("a".into());
    let done = approve(&world, &id).await.unwrap();
    assert!(!done.succeeded());
    assert_eq!(proposals(&world).await, []);
    assert_eq!(world.events().await.last(), Some(&"proposal_voided"));
}

#[tokio::test]
async fn what_no_call_can_bring_back_is_said_and_not_proposed() {
    let world = approving(&["a"]).await;
    let mut fixed = thing("a", 1);
    fixed.insert("fixed".into(), json!("x"));
    world.cloud.state().things.insert("a".into(), fixed);
    let enforced = run(&world).await;
    assert_eq!(enforced.proposed, []);
    assert_eq!(
        enforced.plan.resources[0].disposition,
        Disposition::Held(Held::Unrestorable)
    );
}

#[tokio::test]
async fn rules_choose_by_risk() {
    let world = World::captured(&["big", "pretty"]).await;
    let settings = Enforcement {
        mode: Mode::Observe,
        rules: vec![Rule {
            resource_types: vec![],
            min_risk: Some(Risk::ProtectionWeakened),
            mode: Mode::Enforce,
        }],
        ..Enforcement::default()
    };
    let ledger = world.engine.ledger();
    ledger.set_enforcement(&web(), &settings).await.unwrap();
    world.cloud.set("big", 2);
    let mut pretty = thing("pretty", 1);
    pretty.insert("tags".into(), json!({"a": "b"}));
    world.cloud.state().things.insert("pretty".into(), pretty);
    let enforced = run(&world).await;
    assert_eq!(world.cloud.calls(), ["set big.size"]);
    assert_eq!(
        enforced.plan.resources[1].disposition,
        Disposition::Held(Held::Observe)
    );
}

#[tokio::test]
async fn a_dry_run_shows_what_it_would_propose() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    let dry = Run {
        dry_run: true,
        ..Run::default()
    };
    let enforced = world.engine.enforce(&web(), &dry, &quiet).await.unwrap();
    assert_eq!(enforced.proposed[0].calls[0].summary, "set a.size");
    assert_eq!(proposals(&world).await, []);
    assert_eq!(world.events().await.len(), 2, "captured and set");
}

#[tokio::test]
async fn a_decision_is_an_event_with_a_name_and_a_reason() {
    let world = approving(&["a"]).await;
    world.cloud.set("a", 2);
    run(&world).await;
    let id = proposals(&world).await[0].id.clone();
    let ledger = world.engine.ledger();
    ledger.reject(&id, "we want it so").await.unwrap();
    let events = world.store.events(&web()).await.unwrap();
    let last = events.last().unwrap();
    assert_eq!(
        last.body.what,
        EventKind::ProposalRejected {
            proposal: id,
            reason: "we want it so".into()
        }
    );
    assert!(last.body.actor.arn.is_some());
}
