//! What AWS refuses, and how it is told.

use std::process::Command;

use driftlock_aws::{ConnectError, Connection, Fault, Options};
use driftlock_core::{Key, Unreadable};
use driftlock_testbed::{Fault as Injected, Moto};

use crate::{BUCKETS, credentials, emulated, options, scope, sweep};

fn bucket() -> Moto {
    let moto = Moto::start().unwrap();
    moto.boto3("client('s3').create_bucket(Bucket='bucket')")
        .unwrap();
    moto
}

/// Whatever is in scope becomes unreadable with `reason`, and never absent.
async fn check(moto: &Moto, connection: &Connection, kind: &str, id: &str, reason: &str) {
    let found = sweep(connection, &scope(&[kind], &[])).await;
    let resources: Vec<_> = found.resources.iter().map(|r| &r.key).collect();
    assert!(resources.is_empty(), "{resources:?}");
    let [unreadable] = found.unreadable.as_slice() else {
        panic!("{:?}", found.unreadable)
    };
    assert_eq!(
        (unreadable.key.kind.as_str(), unreadable.key.id.as_str()),
        (kind, id)
    );
    assert_eq!(unreadable.reason, reason);
    moto.clear_faults().unwrap();
}

#[tokio::test]
async fn a_denied_listing_is_unreadable_as_a_whole() {
    let moto = bucket();
    let connection = emulated(&moto.endpoint()).await;
    moto.deny("s3:ListBuckets").unwrap();
    check(
        &moto,
        &connection,
        "aws_s3_bucket",
        Unreadable::ALL,
        "access denied calling `s3:ListAllMyBuckets`: AccessDenied: \
         User: arn:aws:iam::123456789012:user/testbed is not authorized to perform: s3:ListBuckets",
    )
    .await;
    moto.deny("ec2:DescribeSecurityGroups").unwrap();
    check(
        &moto,
        &connection,
        "aws_security_group",
        Unreadable::ALL,
        "access denied calling `ec2:DescribeSecurityGroups`: UnauthorizedOperation: \
         User: arn:aws:iam::123456789012:user/testbed is not authorized to perform: \
         ec2:DescribeSecurityGroups",
    )
    .await;
}

#[tokio::test]
async fn a_denied_setting_is_unreadable_alone() {
    let moto = bucket();
    let connection = emulated(&moto.endpoint()).await;
    let denied = [
        (
            "aws_s3_bucket_policy",
            "s3:GetBucketPolicy",
            "s3:GetBucketPolicy",
        ),
        (
            "aws_s3_bucket",
            "s3:GetBucketTagging",
            "s3:GetBucketTagging",
        ),
        (
            "aws_s3_bucket_versioning",
            "s3:GetBucketVersioning",
            "s3:GetBucketVersioning",
        ),
        (
            "aws_s3_bucket_server_side_encryption_configuration",
            "s3:GetBucketEncryption",
            "s3:GetEncryptionConfiguration",
        ),
        (
            "aws_s3_bucket_public_access_block",
            "s3:GetPublicAccessBlock",
            "s3:GetBucketPublicAccessBlock",
        ),
    ];
    for (kind, operation, action) in denied {
        moto.deny(operation).unwrap();
        let found = sweep(&connection, &scope(BUCKETS, &[])).await;
        let [unreadable] = found.unreadable.as_slice() else {
            panic!("{:?}", found.unreadable)
        };
        assert_eq!(
            (unreadable.key.kind.as_str(), unreadable.key.id.as_str()),
            (kind, "bucket")
        );
        let start = format!("access denied calling `{action}`: AccessDenied: ");
        assert!(
            unreadable.reason.starts_with(&start),
            "{}",
            unreadable.reason
        );
        let hidden = found
            .resources
            .iter()
            .any(|r| r.key.kind == kind && r.key.id == "bucket");
        assert!(!hidden, "{kind} counts as read");
        moto.clear_faults().unwrap();
    }
}

#[tokio::test]
async fn throttling_is_waited_out_and_told_when_it_stays() {
    let moto = bucket();
    let connection = emulated(&moto.endpoint()).await;
    moto.throttle("s3:GetBucketPolicy", 2).unwrap();
    let found = sweep(&connection, &scope(&["aws_s3_bucket_policy"], &[])).await;
    assert_eq!(found.unreadable, []);
    assert_eq!(found.resources.len(), 1);

    moto.fail(Injected::Throttle, "ec2:DescribeSecurityGroups", None, 0)
        .unwrap();
    check(
        &moto,
        &connection,
        "aws_security_group",
        Unreadable::ALL,
        "throttled calling `ec2:DescribeSecurityGroups`: RequestLimitExceeded: Rate exceeded",
    )
    .await;
}

#[tokio::test]
async fn an_expired_session_says_what_to_do() {
    let moto = bucket();
    let connection = emulated(&moto.endpoint()).await;
    moto.fail(Injected::Expire, "*", None, 0).unwrap();
    let error = connection.read(&policy()).await.unwrap_err();
    assert_eq!(error.fault, Fault::Expired);
    assert_eq!(
        error.to_string(),
        "expired credentials calling `s3:GetBucketPolicy`: ExpiredToken: \
         The security token included in the request is expired"
    );
    assert_eq!(
        error.help(),
        "refresh the credentials, for example with `aws sso login`"
    );
    let refused = Connection::open_as(credentials(), options(&moto.endpoint()))
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "asking AWS who is calling: expired credentials calling `sts:GetCallerIdentity`: \
         ExpiredToken: The security token included in the request is expired"
    );
}

#[tokio::test]
async fn nobody_at_the_endpoint_is_told_with_the_endpoint_to_check() {
    let moto = bucket();
    let endpoint = moto.endpoint();
    let connection = emulated(&endpoint).await;
    drop(moto);
    let error = connection.read(&policy()).await.unwrap_err();
    assert_eq!(error.fault, Fault::Unreachable);
    let message = error.to_string();
    assert!(
        message.starts_with("no answer calling `s3:GetBucketPolicy`: ")
            && message.contains("onnection refused"),
        "{message}"
    );
    assert_eq!(
        error.help(),
        "check the network, the region, and `--endpoint-url` if one is set"
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_not_blamed_on_credentials() {
    let moto = bucket();
    let connection = emulated(&moto.endpoint()).await;
    let nameless = Key {
        id: String::new(),
        ..policy()
    };
    let error = connection.read(&nameless).await.unwrap_err();
    assert_eq!(error.fault, Fault::Refused, "{error}");
}

#[test]
fn a_secret_is_never_shown() {
    let shown = format!("{:?}", credentials());
    assert_eq!(
        shown,
        "StaticCredentials { access_key_id: \"testbed\", .. }"
    );
}

/// Runs in a process of its own, whose environment has no credentials: see the test below.
#[tokio::test]
#[ignore = "run by without_credentials_it_says_how_to_give_them, in a bare environment"]
async fn connecting_without_credentials() {
    let options = Options {
        region: Some("us-east-1".to_owned()),
        endpoint_url: Some("http://127.0.0.1:9".to_owned()),
        ..Options::default()
    };
    let error = Connection::open(options).await.unwrap_err();
    let ConnectError::Identity(cause) = &error else {
        panic!("{error}")
    };
    assert_eq!(cause.fault, Fault::NoCredentials, "{error}");
    println!("{error}\n{}", error.help());
    let nowhere = Connection::open(Options::default()).await.unwrap_err();
    println!("{nowhere}\n{}", nowhere.help());
}

#[test]
fn without_credentials_it_says_how_to_give_them() {
    let nothing = tempfile::NamedTempFile::new().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--ignored",
            "--exact",
            "--nocapture",
            "faults::connecting_without_credentials",
        ])
        .env_clear()
        .env("AWS_CONFIG_FILE", nothing.path())
        .env("AWS_SHARED_CREDENTIALS_FILE", nothing.path())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said: Vec<_> = said.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(
        said[1..5],
        [
            "asking AWS who is calling: no valid credentials calling `sts:GetCallerIdentity`: \
             no credentials found in chain. Attempted: Environment: environment variable not set; \
             Profile: not set up; WebIdentityToken: $AWS_WEB_IDENTITY_TOKEN_FILE was not set; \
             EcsContainer: ECS provider not configured; Ec2InstanceMetadata: IMDS disabled by \
             AWS_EC2_METADATA_DISABLED env var set to `true`",
            "give credentials by AWS_PROFILE, `--profile`, AWS_ACCESS_KEY_ID and \
             AWS_SECRET_ACCESS_KEY, or a role",
            "no AWS region is set",
            "set `--region`, AWS_REGION, or `region` in the profile or provider block",
        ]
    );
}

fn policy() -> Key {
    Key {
        kind: "aws_s3_bucket_policy".to_owned(),
        region: "us-east-1".to_owned(),
        id: "bucket".to_owned(),
        account: None,
    }
}
