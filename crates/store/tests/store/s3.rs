//! What is particular to buckets: what S3 refuses, and what it is busy with.

use std::sync::Arc;

use driftlock_core::{Actor, EventKind};
use driftlock_store::{Backend, BackendError, S3Bucket, Store};
use driftlock_testbed::Moto;
use futures::future::join_all;
use jiff::Timestamp;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::conformance::places::{s3, s3_at, s3_in};

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

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_without_versioning_is_warned_of() {
    let (moto, bucket) = alone();
    let store = Store::new(Arc::new(bucket));
    let set = |status: &str| {
        let settings = format!("VersioningConfiguration={{'Status': '{status}'}}");
        moto.boto3(&format!(
            "client('s3').put_bucket_versioning(Bucket='stores', {settings})"
        ))
        .unwrap();
    };
    let enable = "`aws s3api put-bucket-versioning --bucket stores --versioning-configuration Status=Enabled`";
    let [advice] = &store.advice().await.unwrap()[..] else {
        panic!("no advice, or too much");
    };
    let said = "bucket `stores` has no versioning: what is overwritten";
    assert!(advice.message.starts_with(said), "{}", advice.message);
    assert!(advice.help.contains(enable), "{}", advice.help);
    set("Enabled");
    assert_eq!(store.advice().await.unwrap(), []);
    set("Suspended");
    let [advice] = &store.advice().await.unwrap()[..] else {
        panic!("no advice, or too much");
    };
    let said = "versioning of bucket `stores` is suspended";
    assert!(advice.message.starts_with(said), "{}", advice.message);
    assert!(advice.help.contains(enable), "{}", advice.help);

    moto.deny("s3:GetBucketVersioning").unwrap();
    let [advice] = &store.advice().await.unwrap()[..] else {
        panic!("no advice, or too much");
    };
    assert!(
        advice
            .message
            .ends_with("could not be checked: access denied"),
        "{}",
        advice.message
    );
    assert!(
        advice.help.contains("grant `s3:GetBucketVersioning`"),
        "{}",
        advice.help
    );
    let missing = Store::new(Arc::new(s3("s3://no-such-bucket")));
    let error = missing.advice().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "asking for the versioning of `s3://no-such-bucket`: the bucket does not exist"
    );
    assert_eq!(Store::in_memory().advice().await.unwrap(), []);
}

/// What S3 answers for versioning, in its own words.
#[tokio::test]
async fn the_answer_of_aws_about_versioning_is_understood() {
    let aws = "http://s3.amazonaws.com/doc/2006-03-01/";
    for (status, advices) in [
        ("<Status>Enabled</Status>", 0),
        ("<Status>Suspended</Status>", 1),
        ("", 1),
    ] {
        let xml =
            format!("<VersioningConfiguration xmlns=\"{aws}\">{status}</VersioningConfiguration>");
        let (_server, bucket) = answering(200, &xml).await;
        let advice = Store::new(Arc::new(bucket)).advice().await.unwrap();
        assert_eq!(advice.len(), advices, "{status}");
    }
}

/// A bucket of a server that answers everything with `xml`.
async fn answering(status: u16, xml: &str) -> (MockServer, S3Bucket) {
    let server = MockServer::start().await;
    let answer = ResponseTemplate::new(status).set_body_raw(xml, "application/xml");
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let bucket = s3_at(&server.uri(), "s3://stores/prod");
    (server, bucket)
}

#[tokio::test]
async fn a_wrong_clock_is_called_that() {
    for (code, said, is_clock) in [
        (
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
            true,
        ),
        ("RequestExpired", "Request has expired.", true),
        ("RequestInTheFuture", "", true),
        (
            "AuthFailure",
            "Signature expired: 20261121T050000Z is now earlier than",
            true,
        ),
        (
            "SignatureDoesNotMatch",
            "Signature not yet current: 20261121T0500",
            true,
        ),
        ("AccessDenied", "Request has expired", true),
        (
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
            false,
        ),
        (
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
            false,
        ),
        ("AccessDenied", "Access Denied", false),
    ] {
        let xml = format!("<Error><Code>{code}</Code><Message>{said}</Message></Error>");
        let (_server, bucket) = answering(403, &xml).await;
        let errors = [
            ("reading", bucket.get("a").await.unwrap_err()),
            ("writing", bucket.create("a", vec![1]).await.unwrap_err()),
            ("listing", bucket.list("").await.unwrap_err()),
        ];
        for (doing, error) in errors {
            let (text, help) = (error.to_string(), error.help());
            let named = text.ends_with("this machine's clock is too far from AWS's");
            assert_eq!(named, is_clock, "{code}, {said}: {text}");
            assert_eq!(help.starts_with("set the clock"), is_clock, "{help}");
            assert!(
                text.starts_with(&format!("{doing} `s3://stores/prod/")),
                "{text}"
            );
            assert!(
                matches!(error, BackendError::Refused { .. }),
                "{code}: {text}"
            );
        }
    }
}
