//! Webhooks over real HTTP: what is sent, and what is made of the answers.

use std::time::Duration;

use driftlock_core::{Webhook, signature};
use driftlock_engine::{Again, Answer, Deliver, Message, NotTaken, Webhooks};
use jiff::SignedDuration;
use wiremock::matchers::{body_string, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

const BODY: &str = r#"{"text":"hello"}"#;

fn message() -> Message {
    Message {
        idempotency_key: "01J:drift".into(),
        body: BODY.into(),
    }
}

fn webhook(server: &MockServer) -> Webhook {
    format!("{}/hooks/secret?x=1", server.uri())
        .parse()
        .unwrap()
}

async fn posted(webhooks: &Webhooks, to: &Webhook) -> Result<Answer, NotTaken> {
    webhooks.deliver(to, &message()).await
}

/// What comes of a server that answers so.
async fn answered(how: ResponseTemplate) -> Result<Answer, NotTaken> {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(how)
        .expect(1)
        .mount(&server)
        .await;
    let webhooks = Webhooks::new("test/1", None).with_timeout(Duration::from_secs(5));
    posted(&webhooks, &webhook(&server)).await
}

async fn failed(how: ResponseTemplate) -> (String, Again) {
    let failed = answered(how).await.unwrap_err();
    assert!(!failed.cause.contains("secret"), "{}", failed.cause);
    (failed.cause, failed.again)
}

fn status(status: u16) -> ResponseTemplate {
    ResponseTemplate::new(status)
}

#[tokio::test]
async fn a_message_is_posted_and_signed() {
    let server = MockServer::start().await;
    let signed = signature("s3cret", BODY.as_bytes());
    Mock::given(method("POST"))
        .and(path("/hooks/secret"))
        .and(body_string(BODY))
        .and(header("content-type", "application/json"))
        .and(header("idempotency-key", "01J:drift"))
        .and(header("user-agent", "test/1"))
        .and(header("driftlock-signature", signed.as_str()))
        .respond_with(status(202).set_body_string("queued\n"))
        .expect(1)
        .mount(&server)
        .await;
    let webhooks = Webhooks::new("test/1", Some("s3cret".into()));
    let answer = posted(&webhooks, &webhook(&server)).await.unwrap();
    assert_eq!((answer.status, answer.text.as_str()), (202, "queued"));
}

#[tokio::test]
async fn without_a_secret_nothing_is_signed() {
    for secret in [None, Some(String::new())] {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .respond_with(status(200))
            .mount(&server)
            .await;
        let webhooks = Webhooks::new("test/1", secret);
        posted(&webhooks, &webhook(&server)).await.unwrap();
        let requests = server.received_requests().await.unwrap();
        assert!(!requests[0].headers.contains_key("driftlock-signature"));
    }
}

#[tokio::test]
async fn trouble_of_the_other_side_passes() {
    let (cause, again) = failed(status(503).set_body_string("busy")).await;
    assert_eq!(cause, "it answered 503 Service Unavailable: busy");
    assert_eq!(again, Again::Soon);
    let asked = status(429).insert_header("retry-after", "90");
    let (_, again) = failed(asked).await;
    assert_eq!(again, Again::After(SignedDuration::from_secs(90)));
    let date = "Wed, 21 Oct 2065 07:28:00 GMT";
    let (_, again) = failed(status(503).insert_header("retry-after", date)).await;
    assert_eq!(again, Again::At("2065-10-21T07:28:00Z".parse().unwrap()));
}

#[tokio::test]
async fn what_is_wrong_stays_wrong() {
    let (cause, again) = failed(status(404).set_body_string("no_service")).await;
    assert_eq!(cause, "it answered 404 Not Found: no_service");
    assert_eq!(again, Again::Later);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = MockServer::start().await;
    let to = format!("{}/secret", elsewhere.uri());
    let (cause, again) = failed(status(307).insert_header("location", to.as_str())).await;
    assert!(
        cause.contains("to `127.0.0.1`, which is not followed"),
        "{cause}"
    );
    assert_eq!(again, Again::Later);
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn who_does_not_answer_is_not_waited_for() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(status(200).set_delay(Duration::from_secs(60)))
        .mount(&server)
        .await;
    let webhooks = Webhooks::new("test/1", None).with_timeout(Duration::from_millis(200));
    let failed = posted(&webhooks, &webhook(&server)).await.unwrap_err();
    assert_eq!(failed.cause, "it did not answer within 0.2 seconds");
    assert_eq!(failed.again, Again::Soon);
}

#[tokio::test]
async fn who_is_not_there_or_speaks_no_tls_may_be_back() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let server = MockServer::start().await;
    let webhooks = Webhooks::new("test/1", None);
    for to in [
        format!("http://{gone}/secret"),
        format!("https://{}/secret", server.address()),
    ] {
        let failed = posted(&webhooks, &to.parse().unwrap()).await.unwrap_err();
        assert_eq!(failed.again, Again::Soon, "{}", failed.cause);
        assert!(!failed.cause.contains("secret"), "{}", failed.cause);
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let long = status(200).set_body_string("x".repeat(1 << 20));
    assert_eq!(answered(long).await.unwrap().status, 200);
}
