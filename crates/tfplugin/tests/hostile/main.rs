//! A process of the same user does its worst to the socket.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod attack;
#[path = "../client/mod.rs"]
mod client;
mod story;

use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use client::tfplugin6::get_metadata;
use client::{Identity, Plugin, peak_memory};
use futures::StreamExt as _;
use http_body_util::StreamBody;
use http_body_util::combinators::BoxBody;
use hyper::body::{Bytes, Frame};
use tokio::io::AsyncReadExt as _;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};
use tower::{Service as _, ServiceExt as _};

/// What memory may grow by, in kilobytes, whatever is sent.
const GROWTH: u64 = 64 << 10;

async fn answers(channel: Channel) -> Result<usize, Status> {
    let answer = client::Provider::new(channel)
        .get_metadata(get_metadata::Request {})
        .await?;
    Ok(answer.into_inner().resources.len())
}

/// Runs `attack` on a provider, and sees that the client is served as before and that the
/// process has not grown by much.
async fn survives(attack: impl AsyncFnOnce(&Plugin)) {
    let plugin = Plugin::start_by_another(&HashMap::new(), Stdio::null());
    let pid = client::listening(plugin.socket()).await;
    let channel = plugin.connect(Some(&plugin.identity)).await.unwrap();
    let known = answers(channel.clone()).await.unwrap();
    assert!(known > 0);
    let before = peak_memory(pid);
    attack(&plugin).await;
    assert_eq!(answers(channel).await.unwrap(), known);
    let another = plugin.connect(Some(&plugin.identity)).await.unwrap();
    assert_eq!(answers(another).await.unwrap(), known);
    if let (Some(before), Some(after)) = (before, peak_memory(pid)) {
        assert!(after < before + GROWTH, "{before} kB became {after} kB");
    }
}

#[tokio::test]
async fn strangers_are_refused() {
    survives(async |plugin| {
        attack::stranger(plugin.socket(), None).await;
        attack::stranger(plugin.socket(), Some(&Identity::new())).await;
        attack::stranger(plugin.socket(), Some(&plugin.identity.stolen())).await;
    })
    .await;
}

#[tokio::test]
async fn garbage_is_refused() {
    survives(async |plugin| attack::garbage(plugin.socket()).await).await;
}

#[tokio::test]
async fn a_flood_drops_its_own_connections() {
    survives(async |plugin| attack::flood(plugin.socket()).await).await;
}

/// Not when their time is up, that is, but for the ones that came after them.
#[tokio::test]
async fn what_is_too_many_is_dropped_at_once() {
    let log = tempfile::NamedTempFile::new().unwrap();
    let stderr = log.reopen().unwrap().into();
    let plugin = Plugin::start_by_another(&HashMap::from([("TF_LOG", "debug")]), stderr);
    attack::flood(plugin.socket()).await;
    let log = std::fs::read_to_string(log.path()).unwrap();
    let dropped = log.matches("dropped a connection for a later one").count();
    assert!(dropped > attack::FLOOD / 2, "{dropped} were dropped");
}

/// Tells the second process of the next test whom to flood.
const FLOODED: &str = "FLOODED_SOCKET";

#[tokio::test]
#[ignore = "the next test runs it in a process of its own"]
async fn flood_from_another_process() {
    attack::flood(std::env::var(FLOODED).unwrap().as_ref()).await;
}

/// However slow it is, and however many come after it.
#[tokio::test]
async fn the_client_is_never_dropped_for_a_stranger() {
    let plugin = Plugin::start();
    loop {
        let begun = Instant::now();
        let mut client = attack::begin(plugin.socket()).await;
        let flood = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "flood_from_another_process"])
            .env(FLOODED, plugin.socket())
            .output()
            .unwrap();
        assert!(flood.status.success(), "{flood:?}");
        if begun.elapsed() > attack::HANDSHAKE_WITHIN / 2 {
            continue; // On a machine this busy, its own time may be up.
        }
        let mut bytes = [0; 16];
        let heard = tokio::time::timeout(Duration::from_millis(50), client.read(&mut bytes)).await;
        assert!(heard.is_err(), "the client was dropped");
        return;
    }
}

#[tokio::test]
async fn who_stalls_is_dropped() {
    survives(async |plugin| attack::stall(plugin.socket()).await).await;
}

#[tokio::test]
async fn a_gigabyte_from_a_stranger_is_not_read() {
    survives(async |plugin| attack::gigabyte(plugin.socket()).await).await;
}

/// A call whose message says that it has `length` bytes, followed by as many.
async fn message_of(mut channel: Channel, length: u32) -> Status {
    const CHUNK: usize = 1 << 20;
    let mut head = vec![0];
    head.extend(length.to_be_bytes());
    let chunks = (0..length as usize / CHUNK).map(|_| Bytes::from_static(&[0; CHUNK]));
    let frames = futures::stream::iter(std::iter::once(Bytes::from(head)).chain(chunks));
    let body = StreamBody::new(frames.map(|bytes| Ok::<_, Status>(Frame::data(bytes))));
    let request = hyper::Request::post("http://plugin/tfplugin6.Provider/GetMetadata")
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(tonic::body::Body::new(BoxBody::new(body)))
        .unwrap();
    let answer = channel.ready().await.unwrap().call(request).await.unwrap();
    Status::from_header_map(answer.headers()).unwrap()
}

#[tokio::test]
async fn a_gigabyte_from_the_client_is_refused_before_there_is_room_for_it() {
    survives(async |plugin| {
        let channel = plugin.connect(Some(&plugin.identity)).await.unwrap();
        let refused = message_of(channel.clone(), 1 << 30).await;
        assert_eq!(refused.code(), Code::OutOfRange, "{refused:?}");
        assert!(answers(channel).await.unwrap() > 0);
    })
    .await;
}

#[tokio::test]
async fn headers_without_end_are_refused() {
    survives(async |plugin| {
        let channel = plugin.connect(Some(&plugin.identity)).await.unwrap();
        let mut request = Request::new(get_metadata::Request {});
        let long = "x".repeat(64 << 10).parse().unwrap();
        request.metadata_mut().insert("x", long);
        let refused = client::Provider::new(channel).get_metadata(request).await;
        assert!(refused.is_err(), "64 KB of headers were taken");
    })
    .await;
}

/// CVE-2023-44487: calls that are taken back as soon as they are made.
#[tokio::test]
async fn calls_taken_back_cost_their_own_connection() {
    survives(async |plugin| {
        let channel = plugin.connect(Some(&plugin.identity)).await.unwrap();
        for _ in 0..50 {
            let calls = (0..200).map(|_| {
                let mut provider = client::Provider::new(channel.clone());
                tokio::spawn(async move {
                    let _ = provider.get_metadata(get_metadata::Request {}).await;
                })
            });
            let calls: Vec<_> = calls.collect();
            tokio::task::yield_now().await;
            calls.iter().for_each(tokio::task::JoinHandle::abort);
        }
    })
    .await;
}
