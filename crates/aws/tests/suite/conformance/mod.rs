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

/// The action that IAM asks for where it is not called as the operation is ("Actions defined by
/// Amazon S3" in the Service Authorization Reference).
fn action(operation: &str) -> &str {
    match operation {
        "s3:ListBuckets" => "s3:ListAllMyBuckets",
        "s3:DeleteBucketTagging" => "s3:PutBucketTagging",
        "s3:GetBucketEncryption" => "s3:GetEncryptionConfiguration",
        "s3:PutBucketEncryption" | "s3:DeleteBucketEncryption" => "s3:PutEncryptionConfiguration",
        "s3:GetPublicAccessBlock" => "s3:GetBucketPublicAccessBlock",
        "s3:PutPublicAccessBlock" | "s3:DeletePublicAccessBlock" => "s3:PutBucketPublicAccessBlock",
        other => other,
    }
}

/// What was called to sweep and to restore is what the types declare: nothing is missing in a policy
/// made of it, and nothing in it is never used.
fn check_permissions(called: &BTreeSet<String>) {
    let called: BTreeSet<&str> = called.iter().map(|operation| action(operation)).collect();
    let types = driftlock_aws::catalogue();
    let declared = types.iter().flat_map(|entry| {
        let actions = &entry.actions;
        let all = actions
            .list
            .iter()
            .chain(actions.read)
            .chain(actions.restore);
        all.flat_map(|action| action.with.iter().chain([&action.name]))
    });
    let declared: BTreeSet<&str> = declared.copied().collect();
    assert_eq!(called, declared);
}

#[tokio::test]
async fn types_are_read_compared_and_restored_as_terraform_means_them() {
    let world = World::create(CASES).await;
    let approved = world.snapshot().await;
    world.check_against_state(CASES, &approved);
    world.check_nothing_drifts(&approved).await;

    let mut called = BTreeSet::new();
    for round in rounds(CASES) {
        world.change(&round);
        world.check_drift(&approved, &round).await;
        called.extend(world.restore(&approved).await);
        world.check_nothing_drifts(&approved).await;
    }
    check_permissions(&called);

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
