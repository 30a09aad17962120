use super::*;
use crate::{Change, Guardrails, Parent, ResourceDrift};
use serde_json::json;

fn drifted(kind: &str, id: &str, how: DriftKind, changes: usize) -> ResourceDrift {
    let change = |n: usize| Change {
        path: format!("p{n}"),
        approved: json!(1),
        observed: json!(2),
        risk: None,
        address: None,
    };
    ResourceDrift {
        key: Key {
            kind: kind.into(),
            region: "r".into(),
            id: id.into(),
            account: None,
        },
        address: None,
        name: None,
        parent: (kind != "aws_s3_bucket" && kind.starts_with("aws_s3")).then(|| Parent {
            kind: "aws_s3_bucket".into(),
            id: id.into(),
        }),
        kind: how,
        changes: (0..changes).map(change).collect(),
        reason: None,
        made_by: None,
    }
}

fn drift(resources: Vec<ResourceDrift>) -> Drift {
    Drift {
        version: 1,
        baseline: "b".into(),
        revision: 1,
        in_sync: false,
        resources,
        ignored: Vec::new(),
    }
}

fn enforce(max_changes: u32, max_percent: u8) -> Enforcement {
    let guardrails = Guardrails {
        max_changes,
        max_percent,
        ..Guardrails::default()
    };
    Enforcement {
        mode: Mode::Enforce,
        rules: vec![],
        guardrails,
        ..Enforcement::default()
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn pause(until: i64) -> Pause {
    let owner = "ci".to_owned();
    Pause {
        id: "p".into(),
        owner,
        reason: "release".into(),
        since: at(0),
        until: at(until),
        lease: None,
        resource: None,
    }
}

/// Decides without proposals and quarantine.
fn plain(
    drift: &Drift,
    total: usize,
    settings: &Enforcement,
    pauses: &[Pause],
    now: Timestamp,
) -> Plan {
    let situation = Situation {
        total,
        settings,
        pauses,
        proposals: &[],
        quarantine: &[],
        now,
    };
    decide(drift, &situation)
}

fn dispositions(plan: &Plan) -> Vec<Disposition> {
    plan.resources.iter().map(|r| r.disposition).collect()
}

#[test]
fn only_changed_resources_are_restored() {
    let all = drift(vec![
        drifted("aws_security_group", "a", DriftKind::Changed, 1),
        drifted("aws_security_group", "b", DriftKind::Missing, 0),
        drifted("aws_security_group", "c", DriftKind::Unmanaged, 0),
        drifted("aws_security_group", "d", DriftKind::Unreadable, 0),
    ]);
    let plan = plain(&all, 4, &enforce(20, 100), &[], at(0));
    assert_eq!(
        dispositions(&plan),
        [
            Disposition::Restore,
            Disposition::Held(Held::Missing),
            Disposition::Held(Held::Unmanaged),
            Disposition::Held(Held::Unreadable),
        ]
    );
    assert_eq!(plan.refusal, None);
}

#[test]
fn nothing_is_restored_by_default() {
    let all = drift(vec![drifted(
        "aws_security_group",
        "a",
        DriftKind::Changed,
        1,
    )]);
    let plan = plain(&all, 4, &Enforcement::default(), &[], at(0));
    assert_eq!(dispositions(&plan), [Disposition::Held(Held::Observe)]);
}

#[test]
fn a_bucket_with_an_unreadable_part_is_left_alone() {
    let all = drift(vec![
        drifted("aws_s3_bucket", "x", DriftKind::Changed, 1),
        drifted("aws_s3_bucket_policy", "x", DriftKind::Unreadable, 0),
        drifted("aws_s3_bucket_versioning", "y", DriftKind::Changed, 1),
    ]);
    let plan = plain(&all, 9, &enforce(20, 100), &[], at(0));
    assert_eq!(
        dispositions(&plan),
        [
            Disposition::Held(Held::DependsOnUnreadable),
            Disposition::Held(Held::Unreadable),
            Disposition::Restore,
        ]
    );
}

#[test]
fn a_pause_holds_until_its_end_and_no_longer() {
    let all = drift(vec![drifted(
        "aws_security_group",
        "a",
        DriftKind::Changed,
        1,
    )]);
    let pauses = [pause(10), pause(20)];
    let plan = |now| plain(&all, 4, &enforce(20, 100), &pauses, at(now));
    assert_eq!(
        plan(19).refusal,
        Some(Refusal::Paused {
            pause: Box::new(pause(20))
        })
    );
    assert_eq!(plan(19).to_restore().count(), 0);
    assert_eq!(plan(20).to_restore().count(), 1);
}

#[test]
fn a_pause_of_one_resource_holds_no_other() {
    let all = drift(vec![
        drifted("aws_security_group", "a", DriftKind::Changed, 1),
        drifted("aws_security_group", "b", DriftKind::Changed, 1),
    ]);
    let of_a = Pause {
        resource: Some(all.resources[0].key.clone()),
        ..pause(10)
    };
    let plan = |now| {
        plain(
            &all,
            4,
            &enforce(20, 100),
            std::slice::from_ref(&of_a),
            at(now),
        )
    };
    assert_eq!(
        dispositions(&plan(9)),
        [Disposition::Held(Held::Paused), Disposition::Restore]
    );
    assert_eq!(plan(9).refusal, None);
    assert_eq!(plan(10).to_restore().count(), 2);
}

#[test]
fn a_run_over_a_guardrail_changes_nothing() {
    let two = |changes| {
        drift(vec![
            drifted("aws_security_group", "a", DriftKind::Changed, changes),
            drifted("aws_security_group", "b", DriftKind::Changed, changes),
        ])
    };
    let plan = plain(&two(2), 100, &enforce(3, 100), &[], at(0));
    assert_eq!(
        plan.refusal,
        Some(Refusal::TooManyChanges { changes: 4, max: 3 })
    );
    let plan = plain(&two(1), 10, &enforce(20, 10), &[], at(0));
    assert_eq!(
        plan.refusal,
        Some(Refusal::TooManyResources {
            resources: 2,
            total: 10,
            max: 10
        })
    );
    assert_eq!(plan.to_restore().count(), 0);
    let plan = plain(&two(1), 10, &enforce(20, 20), &[], at(0));
    assert_eq!(plan.refusal, None);
}

fn approving() -> Enforcement {
    Enforcement {
        mode: Mode::Approve,
        ..Enforcement::default()
    }
}

fn proposal(drift: &ResourceDrift, state: ProposalState) -> Proposal {
    Proposal {
        id: "p1".into(),
        at: at(0),
        revision: 1,
        key: drift.key.clone(),
        address: None,
        name: None,
        kind: drift.kind,
        changes: drift.changes.clone(),
        risk: None,
        observed: None,
        approved: None,
        calls: vec![],
        commands: vec![],
        unrestorable: vec![],
        state,
    }
}

fn states() -> [(ProposalState, Disposition); 3] {
    let (by, at) = (String::from("ada"), at(0));
    [
        (
            ProposalState::Pending,
            Disposition::Held(Held::AwaitsApproval),
        ),
        (
            ProposalState::Approved {
                by: by.clone(),
                at,
                reason: None,
            },
            Disposition::Restore,
        ),
        (
            ProposalState::Rejected {
                by,
                at,
                reason: "on purpose".into(),
            },
            Disposition::Held(Held::Rejected),
        ),
    ]
}

#[test]
fn a_proposal_holds_for_the_very_drift_it_was_made_for() {
    let group = drifted("aws_security_group", "a", DriftKind::Changed, 2);
    let (moved, other) = (
        drifted("aws_security_group", "a", DriftKind::Changed, 3),
        drifted("aws_security_group", "b", DriftKind::Changed, 2),
    );
    for (state, expected) in states() {
        let proposals = [proposal(&group, state)];
        let decided = |drifted: &ResourceDrift, revision| {
            let settings = approving();
            let situation = Situation {
                total: 9,
                settings: &settings,
                pauses: &[],
                proposals: &proposals,
                quarantine: &[],
                now: at(0),
            };
            let all = Drift {
                revision,
                ..drift(vec![drifted.clone()])
            };
            dispositions(&decide(&all, &situation))
        };
        assert_eq!(decided(&group, 1), [expected]);
        assert_eq!(decided(&group, 2), [Disposition::Propose]);
        assert_eq!(decided(&moved, 1), [Disposition::Propose]);
        assert_eq!(decided(&other, 1), [Disposition::Propose]);
    }
}

#[test]
fn nothing_is_proposed_during_a_pause() {
    let all = drift(vec![drifted(
        "aws_security_group",
        "a",
        DriftKind::Changed,
        1,
    )]);
    let decided = |now| plain(&all, 4, &approving(), &[pause(10)], at(now));
    assert_eq!(decided(9).to_propose().count(), 0);
    assert_eq!(
        decided(9).refusal,
        Some(Refusal::Paused {
            pause: Box::new(pause(10))
        })
    );
    assert_eq!(decided(10).to_propose().count(), 1);
}

#[test]
fn an_attribute_in_quarantine_is_withheld_and_the_others_are_not() {
    let all = drift(vec![
        drifted("aws_security_group", "a", DriftKind::Changed, 2),
        drifted("aws_security_group", "b", DriftKind::Changed, 1),
    ]);
    let quarantine = [("a", "p0"), ("b", "p0")].map(|(id, path)| Quarantine {
        key: drifted("aws_security_group", id, DriftKind::Changed, 0).key,
        address: None,
        path: path.into(),
        since: at(0),
        reverted: 3,
        others: vec![],
    });
    let settings = enforce(1, 100);
    let situation = Situation {
        total: 4,
        settings: &settings,
        pauses: &[],
        proposals: &[],
        quarantine: &quarantine,
        now: at(0),
    };
    let plan = decide(&all, &situation);
    assert_eq!(
        dispositions(&plan),
        [Disposition::Restore, Disposition::Held(Held::Quarantined)]
    );
    assert_eq!(plan.resources[0].withheld, ["p0".to_owned()].into());
    assert_eq!(
        plan.refusal, None,
        "what is withheld counts for no guardrail"
    );
}

#[test]
fn objects_are_deleted_and_made_anew_only_where_that_is_allowed() {
    let all = drift(vec![
        drifted("aws_security_group", "a", DriftKind::Missing, 0),
        drifted("aws_security_group", "b", DriftKind::Unmanaged, 0),
    ]);
    let decided = |allow_delete, allow_replace, mode| {
        let settings = Enforcement {
            mode,
            rules: vec![],
            guardrails: Guardrails {
                allow_delete,
                allow_replace,
                ..Guardrails::default()
            },
            ..Enforcement::default()
        };
        dispositions(&plain(&all, 9, &settings, &[], at(0)))
    };
    let (missing, unmanaged) = (
        Disposition::Held(Held::Missing),
        Disposition::Held(Held::Unmanaged),
    );
    assert_eq!(decided(false, false, Mode::Enforce), [missing, unmanaged]);
    assert_eq!(
        decided(true, false, Mode::Enforce),
        [missing, Disposition::Restore]
    );
    assert_eq!(
        decided(false, true, Mode::Enforce),
        [Disposition::Restore, unmanaged]
    );
    assert_eq!(
        decided(true, true, Mode::Observe),
        [Disposition::Held(Held::Observe); 2]
    );
    assert_eq!(
        decided(true, true, Mode::Approve),
        [Disposition::Propose; 2]
    );
}
