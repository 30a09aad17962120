//! What is particular to buckets: what S3 refuses, and what it is busy with.

use std::sync::Arc;

use driftlock_core::{Actor, EventKind};
use driftlock_store::{Backend, BackendError, S3Bucket, Store};
use driftlock_testbed::Moto;
use futures::future::join_all;
use jiff::Timestamp;

use crate::conformance::places::{s3, s3_in};

/// A bucket in an emulator of its own, whose faults disturb nobody else.
fn alone() -> (Moto, S3Bucket) {
    let moto = Moto::start().unwrap();
    moto.boto3("client('s3').create_bucket(Bucket='stores')")
        .unwrap();
    let bucket = s3_in(&moto, "s3://stores/prod");
    (moto, bucket)
}

fn check(error: &BackendError, message: &str, help: &str) {
    assert_eq!(error.to_string(), message);
    assert!(error.help().contains(help), "{}", error.help());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_does_not_exist_is_named() {
    let bucket = s3("s3://no-such-bucket/prod");
    let missing = "the bucket does not exist";
    let error = bucket.get("a").await.unwrap_err();
    check(
        &error,
        &format!("reading `s3://no-such-bucket/prod/a`: {missing}"),
        "create the bucket",
    );
    let error = bucket.create("a", vec![]).await.unwrap_err();
    check(
        &error,
        &format!("writing `s3://no-such-bucket/prod/a`: {missing}"),
        "create the bucket",
    );
    let error = bucket.list("").await.unwrap_err();
    check(
        &error,
        &format!("listing `s3://no-such-bucket/prod/`: {missing}"),
        "create the bucket",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn denied_and_expired_access_is_said_with_what_to_grant() {
    let (moto, bucket) = alone();
    moto.deny("s3:PutObject").unwrap();
    let error = bucket.create("a", vec![1]).await.unwrap_err();
    check(
        &error,
        "writing `s3://stores/prod/a`: access denied",
        "grant `s3:GetObject`",
    );
    moto.fail(driftlock_testbed::Fault::Expire, "s3:GetObject", None, 0)
        .unwrap();
    let error = bucket.get("a").await.unwrap_err();
    check(
        &error,
        "reading `s3://stores/prod/a`: the credentials have expired",
        "refresh them",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_bucket_is_asked_again_and_written_once() {
    let (moto, bucket) = alone();
    moto.throttle("s3:PutObject", 3).unwrap();
    bucket.create("a", vec![1]).await.unwrap();
    assert_eq!(moto.requests().unwrap()["s3:PutObject"], 4);
    assert_eq!(bucket.get("a").await.unwrap().unwrap().bytes, [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_whose_answer_is_unknown_is_not_repeated() {
    let (moto, bucket) = alone();
    moto.fail(driftlock_testbed::Fault::Outage, "s3:PutObject", Some(1), 0)
        .unwrap();
    let error = bucket.create("a", vec![1]).await.unwrap_err();
    assert!(matches!(error, BackendError::Io { .. }), "{error}");
    assert_eq!(moto.requests().unwrap()["s3:PutObject"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_writers_extend_one_history() {
    let store = || Store::new(Arc::new(s3("s3://stores/history")));
    let (name, actor) = ("web".parse().unwrap(), Actor::default());
    let at = Timestamp::from_second(1_700_000_000).unwrap();
    let append = |revision| {
        let (store, name, actor) = (store(), &name, &actor);
        async move {
            let what = EventKind::BackInSync { revision };
            store.append(name, at, actor, what).await.unwrap();
        }
    };
    join_all((0..12).map(append)).await;
    assert_eq!(store().verify(&name, None).await.unwrap().events, 12);
}
