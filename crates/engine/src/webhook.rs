//! Handing notifications over by HTTP.
//!
//! A POST over HTTP/1.1, through the proxy that `HTTPS_PROXY` and its kin name; redirects are not
//! followed. Certificates are those that the system trusts, or `SSL_CERT_FILE` names.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use driftlock_core::{Webhook, signature};
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER, USER_AGENT};
use hyper::{Method, Request, Response, StatusCode, Uri, body::Incoming};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::client::legacy::{Client, Error};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::TokioExecutor;
use jiff::SignedDuration;
use rustls::ClientConfig;

use crate::{Again, Answer, Deliver, Message, NotTaken};

/// The longest that one message may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The most that is read of an answer, and the most that is shown of it.
const LARGEST: usize = 16 << 10;
const SHOWN: usize = 200;

/// Carries the signature.
const SIGNATURE: &str = "driftlock-signature";
/// Tells a message that comes once more from another one.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Webhooks by HTTP.
pub struct Webhooks {
    program: String,
    secret: Option<String>,
    timeout: Duration,
}

impl Webhooks {
    /// For `program`, as it calls itself to others: `driftlock/0.1.0`. Bodies are signed with `secret`,
    /// if there is one that is not empty.
    #[must_use]
    pub fn new(program: impl Into<String>, secret: Option<String>) -> Self {
        Self {
            program: program.into(),
            secret: secret.filter(|secret| !secret.is_empty()),
            timeout: TIMEOUT,
        }
    }

    /// The same with another limit to the time that one message may take.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    fn request(
        &self,
        to: &Uri,
        message: &Message,
    ) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(to)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, &self.program)
            .header(IDEMPOTENCY_KEY, &message.idempotency_key);
        if let Some(secret) = &self.secret {
            request = request.header(SIGNATURE, signature(secret, &message.body));
        }
        request.body(Full::new(Bytes::from(message.body.clone())))
    }

    async fn post(&self, to: &Webhook, message: &Message) -> Result<Answer, NotTaken> {
        let uri: Uri = to.expose().parse().map_err(|_| later("it is no address"))?;
        let request = self
            .request(&uri, message)
            .map_err(|_| later("no request can be made of it"))?;
        let answer = if uri.scheme_str() == Some("https") {
            send_by_https(&uri, request).await?
        } else {
            sent(HttpConnector::new(), request).await?
        };
        judge(answer).await
    }
}

#[async_trait]
impl Deliver for Webhooks {
    async fn deliver(&self, to: &Webhook, message: &Message) -> Result<Answer, NotTaken> {
        let late = |_| NotTaken {
            cause: format!(
                "it did not answer within {} seconds",
                self.timeout.as_secs_f32()
            ),
            again: Again::Soon,
        };
        tokio::time::timeout(self.timeout, self.post(to, message))
            .await
            .map_err(late)?
    }
}

async fn send_by_https(
    uri: &Uri,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, NotTaken> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| later(format!("TLS: {error}")))?
        .with_native_roots()
        .map_err(|error| later(format!("no certificates that the system trusts: {error}")))?
        .with_no_client_auth();
    let mut plain = HttpConnector::new();
    plain.enforce_http(false);
    match Matcher::from_env().intercept(uri) {
        None => sent(HttpsConnector::from((plain, config)), request).await,
        Some(proxy) => {
            let mut tunnel = Tunnel::new(proxy.uri().clone(), plain);
            if let Some(credentials) = proxy.basic_auth() {
                tunnel = tunnel.with_auth(credentials.clone());
            }
            sent(HttpsConnector::from((tunnel, config)), request).await
        }
    }
}

async fn sent<C>(
    connector: C,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, NotTaken>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let client = Client::builder(TokioExecutor::new()).build(connector);
    let failed = |error: Error| NotTaken {
        cause: causes(&error),
        again: Again::Soon,
    };
    client.request(request).await.map_err(failed)
}

/// What the other side meant.
async fn judge(answer: Response<Incoming>) -> Result<Answer, NotTaken> {
    let (head, body) = answer.into_parts();
    let status = head.status;
    let body = Limited::new(body, LARGEST).collect().await;
    // What it says beside the status is for a person, and no more.
    let text = body.map(|body| body.to_bytes()).unwrap_or_default();
    let text = shown(&String::from_utf8_lossy(&text));
    if status.is_success() {
        let status = status.as_u16();
        return Ok(Answer { status, text });
    }
    let said = match text.as_str() {
        "" => String::new(),
        text => format!(": {text}"),
    };
    let cause = match status.is_redirection() {
        true => format!(
            "it answered {status}{}, which is not followed",
            elsewhere(&head.headers)
        ),
        false => format!("it answered {status}{said}"),
    };
    Err(NotTaken {
        cause,
        again: again(status, &head.headers),
    })
}

fn again(status: StatusCode, headers: &HeaderMap) -> Again {
    let passing = status.is_server_error()
        || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status);
    if !passing {
        return Again::Later;
    }
    let asked = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok());
    asked.and_then(retry_after).unwrap_or(Again::Soon)
}

/// Seconds, or a time (RFC 9110, 10.2.3).
fn retry_after(text: &str) -> Option<Again> {
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Again::After(SignedDuration::from_secs(seconds.into())));
    }
    let time = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(Again::At(time.timestamp()))
}

/// To which host a redirect leads; its path may be as secret as the address.
fn elsewhere(headers: &HeaderMap) -> String {
    let to = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let host = to.and_then(|to| to.parse::<Uri>().ok());
    let host = host.and_then(|uri| uri.host().map(str::to_owned));
    host.map(|host| format!(" to `{host}`")).unwrap_or_default()
}

/// An error with what is behind it, each said once.
fn causes(error: &dyn std::error::Error) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !all.iter().any(|said| said.contains(&text)) {
            all.push(text);
        }
        next = error.source();
    }
    all.join(": ")
}

fn shown(text: &str) -> String {
    let plain = text.trim().chars().filter(|c| !c.is_control());
    plain.take(SHOWN).collect()
}

fn later(cause: impl Into<String>) -> NotTaken {
    NotTaken {
        cause: cause.into(),
        again: Again::Later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_read() {
        assert_eq!(
            retry_after("120"),
            Some(Again::After(SignedDuration::from_mins(2)))
        );
        let time = "2015-10-21T07:28:00Z".parse().unwrap();
        assert_eq!(
            retry_after("Wed, 21 Oct 2015 07:28:00 GMT"),
            Some(Again::At(time))
        );
        assert_eq!(retry_after("soon"), None);
    }

    #[test]
    fn what_is_shown_of_an_answer_is_one_short_line() {
        assert_eq!(shown(" ok\r\n\u{1b}[31m "), "ok[31m");
        assert_eq!(shown(&"x".repeat(1000)).len(), SHOWN);
    }
}
