//! What a sweep costs in API calls, exactly.

use std::collections::BTreeMap;

use driftlock_aws::{Connection, supported_types};
use driftlock_core::Scope;
use driftlock_testbed::Moto;

use crate::{emulated, scope, sweep};

/// Buckets and security groups in the emulator, besides the default VPC's one group.
const MANY: u64 = 5;

/// Counts exactly the calls that a sweep of `scope` makes.
async fn check(moto: &Moto, connection: &Connection, scope: &Scope, expected: &[(&str, u64)]) {
    moto.reset_counts().unwrap();
    let found = sweep(connection, scope).await;
    assert_eq!(found.unreadable, []);
    let counts = moto.requests().unwrap();
    let expected: BTreeMap<String, u64> = expected
        .iter()
        .map(|(action, n)| ((*action).to_owned(), *n))
        .collect();
    assert_eq!(counts, expected, "{scope:?}");
}

#[tokio::test]
async fn a_sweep_makes_no_call_that_it_does_not_need() {
    let moto = Moto::start().unwrap();
    moto.boto3(&format!(
        r#"
for n in range({MANY}):
    client("s3").create_bucket(Bucket=f"bucket-{{n}}")
    client("ec2").create_security_group(GroupName=f"group-{{n}}", Description="x")
"#
    ))
    .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let check = async |scope: Scope, expected: &[(&str, u64)]| {
        check(&moto, &connection, &scope, expected).await;
    };

    check(
        scope(&["aws_security_group"], &[]),
        &[("ec2:DescribeSecurityGroups", 1)],
    )
    .await;
    // One listing for all buckets, and five calls for each: every one a Get.
    check(
        scope(&["*"], &[]),
        &[
            ("ec2:DescribeSecurityGroups", 1),
            ("s3:GetBucketEncryption", MANY),
            ("s3:GetBucketPolicy", MANY),
            ("s3:GetBucketTagging", MANY),
            ("s3:GetBucketVersioning", MANY),
            ("s3:GetPublicAccessBlock", MANY),
            ("s3:ListBuckets", 1),
        ],
    )
    .await;
    check(
        scope(&["aws_s3_bucket_policy"], &[]),
        &[("s3:GetBucketPolicy", MANY), ("s3:ListBuckets", 1)],
    )
    .await;
    check(
        scope(&["aws_s3_bucket*"], &["bucket-1"]),
        &[
            ("s3:GetBucketEncryption", 1),
            ("s3:GetBucketPolicy", 1),
            ("s3:GetBucketTagging", 1),
            ("s3:GetBucketVersioning", 1),
            ("s3:GetPublicAccessBlock", 1),
            ("s3:ListBuckets", 1),
        ],
    )
    .await;
    // A bucket whose policy alone is in scope is not read for its tags.
    let mut two = scope(&["aws_s3_bucket"], &["bucket-1"]);
    two.select
        .extend(scope(&["aws_s3_bucket_policy"], &["bucket-2"]).select);
    check(
        two,
        &[
            ("s3:GetBucketPolicy", 1),
            ("s3:GetBucketTagging", 1),
            ("s3:ListBuckets", 1),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_type_that_no_selection_names_is_never_asked_for() {
    let moto = Moto::start().unwrap();
    let connection = emulated(&moto.endpoint()).await;
    for kind in supported_types() {
        moto.reset_counts().unwrap();
        sweep(&connection, &scope(&[kind], &[])).await;
        let service = if kind.starts_with("aws_s3") {
            "s3:"
        } else {
            "ec2:"
        };
        for action in moto.requests().unwrap().keys() {
            assert!(action.starts_with(service), "{kind}: {action}");
        }
    }
}
