//! Serving connections.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HeaderName, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::service::service_fn;
use hyper::{HeaderMap, Response, StatusCode, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};

use super::hold::Gate;
use super::weather::{Forecast, Trouble};
use super::{Request, Shared};

/// Without an answer for this long, a connection ends.
const SILENCE: Duration = Duration::from_millis(400);
/// Half of what a slow request takes longer.
const SLOWNESS: Duration = Duration::from_millis(150);
const FAULT: HeaderName = HeaderName::from_static("x-testbed-fault");

type Body = BoxBody<Bytes, io::Error>;
type Upstream = Client<HttpConnector, Full<Bytes>>;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// What reads were answered, for stale ones.
#[derive(Debug, Default)]
pub(super) struct Answers {
    writes: u64,
    reads: BTreeMap<String, Known>,
}

#[derive(Debug)]
struct Known {
    /// How many writes there had been.
    writes: u64,
    last: Answer,
    /// What the same read was answered before a write changed it.
    before: Option<Answer>,
}

impl Answers {
    fn note(&mut self, request: &Request, answer: &Answer) {
        if request.write {
            self.writes += 1;
            return;
        }
        let known = self.reads.remove(&request.call);
        let before = known.and_then(|known| {
            let changed = known.writes < self.writes && known.last.body != answer.body;
            if changed {
                Some(known.last)
            } else {
                known.before
            }
        });
        let known = Known {
            writes: self.writes,
            last: answer.clone(),
            before,
        };
        self.reads.insert(request.call.clone(), known);
    }

    /// What was answered before the last write: the last answer where no read has been answered
    /// since, else the one before.
    fn stale(&self, request: &Request) -> Option<Answer> {
        let known = self.reads.get(&request.call)?;
        if known.writes < self.writes {
            return Some(known.last.clone());
        }
        known.before.clone()
    }
}

pub(super) async fn serve(listener: TcpListener, upstream: String, shared: Shared) {
    let client: Upstream = Client::builder(TokioExecutor::new()).build_http();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of descriptors, at worst: those of ended connections come back.
            tokio::task::yield_now().await;
            continue;
        };
        let line = Line {
            upstream: upstream.clone(),
            client: client.clone(),
            shared: shared.clone(),
        };
        tokio::spawn(line.connection(stream));
    }
}

/// One client's connection, and the way on from it.
#[derive(Clone)]
struct Line {
    upstream: String,
    client: Upstream,
    shared: Shared,
}

impl Line {
    async fn connection(self, stream: TcpStream) {
        // Only speed depends on it.
        let _ = stream.set_nodelay(true);
        let serve = service_fn(move |request| {
            let line = self.clone();
            // A task of its own: what was sent must not depend on whether its client still lives.
            let task = tokio::spawn(async move { line.request(request).await });
            async move { task.await.unwrap_or_else(|_| Err(cut())) }
        });
        // It ends with an error whenever trouble was made.
        let _ = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(TokioIo::new(stream), serve)
            .await;
    }

    async fn request(&self, request: hyper::Request<Incoming>) -> io::Result<Response<Body>> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        let (request, mut gate, trouble) = self.arrive(&parts, &body);
        if !gate.before(&request).await {
            return Err(cut());
        }
        let answer = self.troubled(&request, trouble, parts, body).await;
        if !gate.after(&request).await {
            return Err(cut());
        }
        answer
    }

    fn arrive(&self, parts: &Parts, body: &Bytes) -> (Request, Gate, Option<Trouble>) {
        let mut state = self.shared.lock();
        let number = state.requests.len() + 1;
        let mut request = Request::identify(number, parts, body);
        let gate = Gate::of(&mut state, &request);
        let strike = |forecast: &mut Forecast| forecast.strike(&request);
        let trouble = state.forecasts.iter_mut().find_map(strike);
        // Of what was never read, or what changes something, nothing stale can be told.
        let trouble = trouble.filter(|trouble| {
            *trouble != Trouble::Stale || !request.write && state.answers.stale(&request).is_some()
        });
        request.trouble = trouble;
        state.requests.push(request.clone());
        (request, gate, trouble)
    }

    async fn troubled(
        &self,
        request: &Request,
        trouble: Option<Trouble>,
        mut parts: Parts,
        body: Bytes,
    ) -> io::Result<Response<Body>> {
        match trouble {
            None => Ok(whole(self.forward(request, parts, body).await?)),
            Some(Trouble::Lost) => Err(cut()),
            Some(Trouble::Silence) => {
                tokio::time::sleep(SILENCE).await;
                Err(cut())
            }
            Some(Trouble::AnswerLost) => {
                self.forward(request, parts, body).await?;
                Err(cut())
            }
            Some(Trouble::Truncated) => half(self.forward(request, parts, body).await?),
            Some(Trouble::Slow) => {
                tokio::time::sleep(SLOWNESS).await;
                let answer = self.forward(request, parts, body).await?;
                tokio::time::sleep(SLOWNESS).await;
                Ok(whole(answer))
            }
            Some(Trouble::Stale) => {
                let stale = self.shared.lock().answers.stale(request);
                stale.map(whole).ok_or_else(cut)
            }
            Some(refused @ (Trouble::Throttle | Trouble::Outage | Trouble::Deny)) => {
                let name = refused.refusal().unwrap_or_default();
                parts
                    .headers
                    .insert(FAULT, name.parse().map_err(io::Error::other)?);
                let answer = self.send(parts, body).await?;
                let status = answer.status.as_u16();
                self.shared
                    .note(request, |known| known.status = Some(status));
                Ok(whole(answer))
            }
        }
    }

    /// Sends it on, and records that and the answer.
    async fn forward(&self, request: &Request, parts: Parts, body: Bytes) -> io::Result<Answer> {
        self.shared.note(request, |known| known.forwarded = true);
        let answer = self.send(parts, body).await?;
        let status = answer.status.as_u16();
        self.shared
            .note(request, |known| known.status = Some(status));
        self.shared.lock().answers.note(request, &answer);
        Ok(answer)
    }

    async fn send(&self, mut parts: Parts, body: Bytes) -> io::Result<Answer> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let uri = format!("http://{}{path}", self.upstream);
        parts.uri = uri.parse::<Uri>().map_err(io::Error::other)?;
        for header in [CONNECTION, EXPECT, TRANSFER_ENCODING] {
            parts.headers.remove(header);
        }
        let request = hyper::Request::from_parts(parts, Full::new(body));
        let answer = self
            .client
            .request(request)
            .await
            .map_err(io::Error::other)?;
        let (mut parts, body) = answer.into_parts();
        let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
        for header in [CONNECTION, TRANSFER_ENCODING] {
            parts.headers.remove(header);
        }
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }
}

/// The connection ends without an answer.
fn cut() -> io::Error {
    io::Error::from(io::ErrorKind::ConnectionReset)
}

fn whole(answer: Answer) -> Response<Body> {
    let never = |never: Infallible| match never {};
    let body = Full::new(answer.body).map_err(never).boxed();
    with_head(answer.status, answer.headers, body)
}

/// The first half of the body, after which the connection ends.
fn half(mut answer: Answer) -> io::Result<Response<Body>> {
    let length = answer.body.len();
    if length < 2 {
        return Err(cut());
    }
    let first = answer.body.slice(..length / 2);
    answer.headers.insert(CONTENT_LENGTH, length.into());
    let frames = stream::iter([Ok(Frame::data(first)), Err(cut())]);
    let body = BodyExt::boxed(StreamBody::new(frames));
    Ok(with_head(answer.status, answer.headers, body))
}

fn with_head(status: StatusCode, headers: HeaderMap, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
