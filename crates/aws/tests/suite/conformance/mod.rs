//! Every registered type against the real hashicorp/aws provider.
//!
//! Terraform creates the resources of all cases at once. What we read must equal its state; then
//! somebody changes them behind its back, round by round: drift must name exactly what was changed,
//! and what we restore must leave Terraform nothing to do.
//!
//! A new type is one file with its [`Case`] and one line in [`CASES`].

use std::collections::BTreeSet;

mod case;
mod world;

mod aws_s3_bucket;
mod aws_s3_bucket_policy;
mod aws_s3_bucket_public_access_block;
mod aws_s3_bucket_server_side_encryption_configuration;
mod aws_s3_bucket_versioning;
mod aws_security_group;

use case::{Case, rounds};
use world::World;

/// One for each registered type, sorted.
const CASES: &[&Case] = &[
    &aws_s3_bucket::CASE,
    &aws_s3_bucket_policy::CASE,
    &aws_s3_bucket_public_access_block::CASE,
    &aws_s3_bucket_server_side_encryption_configuration::CASE,
    &aws_s3_bucket_versioning::CASE,
    &aws_security_group::CASE,
];

/// Fewest changes by which a type shows that its drift is found and undone.
const CHANGES: usize = 3;

/// Commands of every form that must have been tried on the real AWS command line.
const BY_HAND: &[&str] = &[
    "authorize-security-group-egress",
    "authorize-security-group-ingress",
    "create-tags",
    "delete-bucket-encryption",
    "delete-bucket-policy",
    "delete-bucket-tagging",
    "delete-public-access-block",
    "delete-tags",
    "put-bucket-encryption",
    "put-bucket-policy",
    "put-bucket-tagging",
    "put-bucket-versioning",
    "put-public-access-block",
    "revoke-security-group-egress",
    "revoke-security-group-ingress",
    "update-security-group-rule-descriptions-ingress",
];

#[test]
fn every_type_has_a_case_with_enough_changes() {
    let kinds: Vec<_> = CASES.iter().map(|case| case.kind).collect();
    assert_eq!(kinds, driftlock_aws::supported_types());
    for case in CASES {
        assert!(case.changes.len() >= CHANGES, "{}", case.kind);
        let names: BTreeSet<_> = case.changes.iter().map(|change| change.name).collect();
        assert_eq!(names.len(), case.changes.len(), "{}", case.kind);
    }
}

#[tokio::test]
async fn types_are_read_compared_and_restored_as_terraform_means_them() {
    let world = World::create(CASES).await;
    let approved = world.snapshot().await;
    world.check_against_state(CASES, &approved);
    world.check_nothing_drifts(&approved).await;

    for round in rounds(CASES) {
        world.change(&round);
        world.check_drift(&approved, &round).await;
        world.restore(&approved).await;
        world.check_nothing_drifts(&approved).await;
    }

    let all: Vec<_> = rounds(CASES).into_iter().flatten().collect();
    world.change(&all);
    let commands = world.restore_by_hand(&approved).await;
    world.check_nothing_drifts(&approved).await;
    for case in CASES {
        assert!(commands.iter().any(|(kind, _)| kind == case.kind));
    }
    for operation in BY_HAND {
        let typed = commands.iter().any(|(_, typed)| typed == operation);
        assert!(typed, "{operation} was not typed: {commands:?}");
    }

    world.change(&all);
    world.restore(&approved).await;
    world.check_nothing_drifts(&approved).await;
    world.check_terraform_has_nothing_to_do();
}
