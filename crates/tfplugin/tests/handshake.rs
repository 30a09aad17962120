//! Who gets in, and how the process begins and ends.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use std::collections::HashMap;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use client::tfplugin6::get_metadata;
use client::{Identity, Plugin, command};
use tonic::transport::Channel;

/// How many of two resources of the test provider it knows.
async fn ask(channel: Channel) -> Result<usize, tonic::Status> {
    let answer = client::Provider::new(channel)
        .get_metadata(get_metadata::Request {})
        .await;
    answer.map(|answer| {
        let known = answer.into_inner().resources.into_iter();
        known
            .filter(|known| ["test_everything", "test_trouble"].contains(&known.type_name.as_str()))
            .count()
    })
}

/// A refusal shows when connecting or at the first call: TLS 1.3 lets a client finish first.
#[track_caller]
fn refused(outcome: Result<Result<usize, tonic::Status>, tonic::transport::Error>) {
    assert!(
        !matches!(outcome, Ok(Ok(_))),
        "a stranger was answered: {outcome:?}"
    );
}

async fn knock(plugin: &Plugin, identity: Option<&Identity>) {
    refused(match plugin.connect(identity).await {
        Ok(channel) => Ok(ask(channel).await),
        Err(error) => Err(error),
    });
}

#[tokio::test]
async fn only_the_client_that_started_it_gets_in() {
    let plugin = Plugin::start();
    knock(&plugin, None).await;
    knock(&plugin, Some(&Identity::new())).await;
    knock(&plugin, Some(&plugin.identity.stolen())).await;
    let channel = plugin.connect(Some(&plugin.identity)).await.unwrap();
    assert_eq!(ask(channel).await.unwrap(), 2);
}

#[tokio::test]
async fn knocking_does_not_disturb_the_client() {
    let plugin = Plugin::start();
    let mut idle = Vec::new();
    for visitor in 0..300 {
        let mut stream = UnixStream::connect(plugin.socket()).unwrap();
        // Every other one says nothing at all.
        if visitor % 2 == 0 {
            let _ = stream.write_all(b"GET / HTTP/1.1\r\n\r\n");
        }
        idle.push(stream);
    }
    let channel = plugin.connect(Some(&plugin.identity)).await.unwrap();
    assert_eq!(ask(channel).await.unwrap(), 2);
}

#[test]
fn the_socket_is_private() {
    let plugin = Plugin::start();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(plugin.socket()), 0o600);
    assert_eq!(mode(plugin.socket().parent().unwrap()), 0o700);
    assert_eq!(plugin.line[..3], ["1", "6", "unix"]);
    assert_eq!(plugin.line[4], "grpc");
    assert!(
        !plugin.line[5].contains('='),
        "go-plugin reads base64 without padding"
    );
}

#[track_caller]
fn will_not_serve(vars: &[(&str, &str)], expected: &str) {
    let output = command().envs(vars.iter().copied()).output().unwrap();
    assert!(!output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
}

#[test]
fn run_by_hand_it_says_what_it_is() {
    will_not_serve(
        &[("TF_PLUGIN_MAGIC_COOKIE", "")],
        "error: this program is a Terraform provider, and does nothing when run by hand\n\
         help: name it in the `required_providers` block of a configuration, and run `terraform init`\n",
    );
}

#[test]
fn without_a_certificate_it_serves_nobody() {
    will_not_serve(
        &[],
        "error: the client passed no certificate in `PLUGIN_CLIENT_CERT`\n\
         help: start the provider from Terraform or OpenTofu, without `TF_DISABLE_PLUGIN_TLS`; without a certificate any local process could use its credentials\n",
    );
}

#[track_caller]
fn says(args: &[&str], code: i32, expected: &str) {
    let output = client::by_hand("notes").args(args).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    assert_eq!(String::from_utf8(said).unwrap(), expected);
    assert_eq!(output.status.code(), Some(code));
}

#[test]
fn a_person_can_ask_what_it_is() {
    let version = concat!("terraform-provider-notes ", env!("CARGO_PKG_VERSION"), "\n");
    says(&["--version"], 0, version);
    says(&["-V"], 0, version);
    let help = client::by_hand("notes").arg("-help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.starts_with(version), "{help}");
    for part in ["name `driftlock/notes` in", "terraform init", "--debug"] {
        assert!(help.contains(part), "{help}");
    }
    says(
        &["--debgu"],
        2,
        "error: unknown argument `--debgu`\n\
         help: `--help` lists what there is; Terraform and OpenTofu start the program without any\n",
    );
}

/// As on Windows, where go-plugin has no unix sockets.
#[tokio::test]
async fn a_port_is_guarded_as_the_socket_is() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let first = taken.local_addr().unwrap().port();
    let last = first.saturating_add(200).to_string();
    let plugin = Plugin::start_with(&HashMap::from([
        ("TEST_PROVIDER_TCP", "1"),
        ("PLUGIN_MIN_PORT", &first.to_string()),
        ("PLUGIN_MAX_PORT", &last),
    ]));
    assert_eq!(plugin.line[2], "tcp");
    let address: std::net::SocketAddr = plugin.address().parse().unwrap();
    assert!(address.ip().is_loopback());
    assert!(address.port() > first, "{address} was taken");
    knock(&plugin, None).await;
    knock(&plugin, Some(&Identity::new())).await;
    knock(&plugin, Some(&plugin.identity.stolen())).await;
    let channel = plugin.connect(Some(&plugin.identity)).await.unwrap();
    assert_eq!(ask(channel).await.unwrap(), 2);
}

#[test]
fn ports_that_are_none_are_refused() {
    let identity = Identity::new();
    will_not_serve(
        &[
            ("TEST_PROVIDER_TCP", "1"),
            ("PLUGIN_CLIENT_CERT", &identity.pem),
            ("PLUGIN_MIN_PORT", "9000"),
            ("PLUGIN_MAX_PORT", "8000"),
        ],
        "error: `PLUGIN_MIN_PORT` and `PLUGIN_MAX_PORT` are `9000` and `8000`, which is no range of ports\n\
         help: unset both: any free port does\n",
    );
}

#[tokio::test]
async fn shutdown_ends_it_and_removes_the_socket() {
    let mut plugin = Plugin::start();
    let socket = plugin.socket().to_owned();
    plugin
        .controller()
        .await
        .shutdown(client::plugin::Empty {})
        .await
        .unwrap();
    assert!(plugin.wait().success());
    assert!(!socket.parent().unwrap().exists());
}

#[tokio::test]
async fn the_mirror_of_its_output_is_there_and_empty() {
    let plugin = Plugin::start();
    let mut mirror = plugin
        .stdio()
        .await
        .stream_stdio(())
        .await
        .unwrap()
        .into_inner();
    assert!(mirror.message().await.unwrap().is_none());
}

#[tokio::test]
async fn it_ends_with_its_parent() {
    let mut plugin = Plugin::start_by_another(&HashMap::new(), Stdio::null());
    let socket = plugin.socket().to_owned();
    let pid = client::listening(&socket).await;
    assert!(client::is_alive(pid));

    plugin.kill();
    let deadline = Instant::now() + Duration::from_secs(20);
    while socket.parent().unwrap().exists() || client::is_alive(pid) {
        assert!(
            Instant::now() < deadline,
            "the provider outlives its client"
        );
        tokio::task::yield_now().await;
    }
}

#[test]
fn sockets_go_where_the_client_wants_them() {
    let dir = tempfile::tempdir().unwrap();
    let wanted = dir.path().to_str().unwrap();
    let plugin = Plugin::start_with(&HashMap::from([("PLUGIN_UNIX_SOCKET_DIR", wanted)]));
    assert!(plugin.socket().starts_with(dir.path()));
}

/// The promise is 50 ms and 30 MB for an optimised build on a quiet machine; this catches a slip
/// of another order in any build on any.
#[test]
fn it_starts_light() {
    let begun = Instant::now();
    let plugin = Plugin::start();
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(2), "the handshake took {took:?}");
    if let Some(kilobytes) = client::peak_memory(plugin.pid()) {
        assert!(kilobytes < 60_000, "{kilobytes} kB at the handshake");
    }
}
