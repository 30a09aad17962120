//! Every registered type against the real hashicorp/aws provider.
//!
//! Terraform creates the resources of all cases at once. What we read must equal its state, and a sweep
//! after the other must see no drift; then somebody changes them behind its back, round by round: drift
//! must name exactly what was changed, and what we restore must leave Terraform nothing to do.
//!
//! A new type is one file with its [`Case`] and one line in the `CASES` of its service.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt as _};

mod case;
pub(crate) mod cost;
mod world;

mod apigateway;
mod cloudtrail;
mod dynamodb;
mod ec2;
mod ecr;
mod elb;
mod iam;
mod kms;
mod lambda;
mod logs;
mod rds;
mod s3;
mod secretsmanager;
mod sns;
mod sqs;
mod ssm;
mod vpc;

use case::{Case, rounds};
use cost::Restores;
use world::World;

/// One for each registered type, by service.
const CASES: &[&[&Case]] = &[
    apigateway::CASES,
    cloudtrail::CASES,
    dynamodb::CASES,
    ec2::CASES,
    ecr::CASES,
    elb::CASES,
    iam::CASES,
    kms::CASES,
    lambda::CASES,
    logs::CASES,
    rds::CASES,
    s3::CASES,
    secretsmanager::CASES,
    sns::CASES,
    sqs::CASES,
    ssm::CASES,
    vpc::CASES,
];

/// Fewest changes by which a type shows that its drift is found and undone.
const CHANGES: usize = 2;

/// Sweeps of everything in a row that must see no drift, before anybody changes anything.
const SWEEPS: usize = 50;

/// All cases, sorted by type.
fn all() -> Vec<&'static Case> {
    let mut all = CASES.concat();
    all.sort_by_key(|case| case.kind);
    all
}

/// Those that `DRIFTLOCK_CASES` names, types separated by commas, `*` standing for any text at the end
/// of one; all where it is not set. A type under work is tried alone in a fraction of the time.
fn chosen() -> Vec<&'static Case> {
    let Ok(wanted) = std::env::var("DRIFTLOCK_CASES") else {
        return all();
    };
    let matches = |case: &&Case| {
        wanted.split(',').any(|name| match name.strip_suffix('*') {
            Some(start) => case.kind.starts_with(start),
            None => case.kind == name,
        })
    };
    all().into_iter().filter(matches).collect()
}

#[test]
fn every_type_has_a_case_with_enough_changes() {
    let cases = all();
    let kinds: Vec<_> = cases.iter().map(|case| case.kind).collect();
    assert_eq!(kinds, driftlock_aws::supported_types());
    for case in cases {
        let enough = case.changes.len() >= CHANGES || case.not_in_emulator.is_some();
        assert!(enough, "{}", case.kind);
        let names: BTreeSet<_> = case.changes.iter().map(|change| change.name).collect();
        assert_eq!(names.len(), case.changes.len(), "{}", case.kind);
    }
}

/// What was called to sweep and to restore is what the types declare: nothing is missing in a policy
/// made of it, and nothing in it is never used.
fn check_permissions(cases: &[&Case], called: &BTreeSet<String>) {
    // IAM does not always call an action as the API calls its operation ("Actions, resources, and
    // condition keys" of each service in the Service Authorization Reference).
    let differing: BTreeMap<&str, &str> = all()
        .iter()
        .flat_map(|case| case.actions.iter().copied())
        .collect();
    let called: BTreeSet<&str> = called
        .iter()
        .map(|operation| differing.get(operation.as_str()).copied())
        .zip(called)
        .map(|(action, operation)| action.unwrap_or(operation.as_str()))
        .collect();
    let types = driftlock_aws::catalogue();
    let of_cases = types
        .iter()
        .filter(|entry| cases.iter().any(|case| case.kind == entry.name));
    let unseen: BTreeSet<&str> = cases
        .iter()
        .flat_map(|case| case.unseen.iter().map(|(action, _)| *action))
        .collect();
    let held = |kind: &str| {
        let mut cases = cases.iter().filter(|case| case.kind == kind);
        cases.all(|case| case.not_in_emulator.is_none())
    };
    let declared = of_cases.flat_map(|entry| {
        let actions = &entry.actions;
        // What the emulator cannot hold is read, and never restored.
        let restore = actions.restore.iter().filter(|_| held(entry.name));
        let all = actions.list.iter().chain(actions.read).chain(restore);
        all.flat_map(|action| action.with.iter().chain([&action.name]))
    });
    let declared: BTreeSet<&str> = declared.copied().collect();
    let never: Vec<_> = declared
        .iter()
        .filter(|action| !called.contains(*action) && !unseen.contains(*action))
        .collect();
    assert!(never.is_empty(), "declared, never called: {never:?}");
    // A setting alone is reached by listing its parents, and the emulator calls what it is asked of an
    // account as what it is asked of a bucket: so no type at all may have declared it.
    let of_any: BTreeSet<&str> = types
        .iter()
        .flat_map(|entry| {
            let actions = &entry.actions;
            actions
                .list
                .iter()
                .chain(actions.read)
                .chain(actions.restore)
        })
        .flat_map(|action| action.with.iter().chain([&action.name]))
        .copied()
        .collect();
    let undeclared: Vec<_> = called
        .difference(&declared)
        .filter(|action| !of_any.contains(*action))
        .collect();
    assert!(
        undeclared.is_empty(),
        "called, not declared: {undeclared:?}"
    );
}

#[tokio::test]
async fn types_are_read_compared_and_restored_as_terraform_means_them() {
    let cases = &chosen();
    let world = World::create(cases).await;
    let approved = world.snapshot().await;
    world.check_against_state(cases, &approved);
    let sweeps = (0..SWEEPS).map(|_| world.check_nothing_drifts(&approved));
    let two_at_once = stream::iter(sweeps).buffer_unordered(2);
    two_at_once.collect::<()>().await;

    let mut restores = Restores::default();
    for round in rounds(cases) {
        world.change(&round);
        world.check_drift(&approved, &round).await;
        world.restore(&approved, &mut restores).await;
        world.check_nothing_drifts(&approved).await;
    }
    check_permissions(cases, &restores.called);

    let changes: Vec<_> = rounds(cases).into_iter().flatten().collect();
    world.change(&changes);
    let commands = world.restore_by_hand(&approved).await;
    world.check_nothing_drifts(&approved).await;
    for case in cases.iter().filter(|case| case.not_in_emulator.is_none()) {
        assert!(commands.iter().any(|(kind, _)| kind == case.kind));
        for operation in case.by_hand {
            let typed = commands.iter().any(|(_, typed)| typed == operation);
            assert!(typed, "{operation} was not typed: {commands:?}");
        }
    }

    world.change(&changes);
    world.restore(&approved, &mut restores).await;
    world.check_nothing_drifts(&approved).await;
    world.check_terraform_has_nothing_to_do();
    if cases.len() == all().len() {
        cost::check(&world, cases, &restores).await;
    }
}
