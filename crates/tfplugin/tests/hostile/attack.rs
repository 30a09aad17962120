//! What may come over the socket from somebody who is not the client.

use std::io::{ErrorKind, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::client::{Identity, Shown, certified};

/// How long the other side may take for what it does at once.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long it gives a handshake.
pub(crate) const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
static MEGABYTE: [u8; 1 << 20] = [0; 1 << 20];
/// As many as may be open on a system that allows a process 1,024 files.
pub(crate) const FLOOD: usize = 400;
/// What may be left of a flood at any time.
const LEFT: usize = 100;

/// All of it.
pub(crate) async fn everything(socket: &Path) {
    stranger(socket, None).await;
    stranger(socket, Some(&Identity::new())).await;
    garbage(socket).await;
    flood(socket).await;
    gigabyte(socket).await;
    stall(socket).await;
}

/// Speaks TLS with another certificate than the client's, or none. Nothing may come back.
pub(crate) async fn stranger(socket: &Path, identity: Option<&Identity>) {
    let Ok(mut stream) = tls(socket, identity).await else {
        return;
    };
    let _ = stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    let mut heard = Vec::new();
    let refused = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard)).await;
    assert!(refused.is_ok(), "a stranger was not refused");
    assert!(heard.is_empty(), "a stranger was answered: {heard:?}");
}

/// Speaks no TLS, or nonsense.
pub(crate) async fn garbage(socket: &Path) {
    let mut huge_record = vec![22, 3, 1, 0xff, 0xff];
    huge_record.extend(&MEGABYTE);
    let plain = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    for bytes in [
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".as_slice(),
        plain.as_slice(),
        &[0; 4096],
        &[0xff; 4096],
        &huge_record,
    ] {
        let mut stream = UnixStream::connect(socket).await.unwrap();
        // It may have had enough before the end.
        let _ = stream.write_all(bytes).await;
        closed(stream).await;
    }
}

/// Opens connections faster than anybody needs them, and says nothing on any. Those that are
/// too many are closed for it, and not when their time is up.
pub(crate) async fn flood(socket: &Path) {
    let mut silent = Vec::new();
    for _ in 0..FLOOD {
        match UnixStream::connect(socket).await {
            Ok(stream) => silent.push(stream),
            // The system's queue may be full: the flood is as strong as it gets.
            Err(error) => assert_eq!(error.kind(), ErrorKind::WouldBlock, "connecting"),
        }
    }
    let too_many = silent.len().saturating_sub(LEFT);
    for stream in silent.into_iter().take(too_many) {
        closed(stream).await;
    }
}

/// Begins a handshake.
pub(crate) async fn begin(socket: &Path) -> UnixStream {
    let mut stream = UnixStream::connect(socket).await.unwrap();
    stream.write_all(&[22, 3, 1, 0x10, 0, 1, 0]).await.unwrap();
    stream
}

/// Begins a handshake and never goes on.
pub(crate) async fn stall(socket: &Path) {
    closed(begin(socket).await).await;
}

/// Sends a gigabyte, in the clear and in TLS. It is not taken.
pub(crate) async fn gigabyte(socket: &Path) {
    let mut stream = UnixStream::connect(socket).await.unwrap();
    assert!(poured(&mut stream).await < 1024, "a gigabyte was read");
    if let Ok(mut stream) = tls(socket, None).await {
        assert!(poured(&mut stream).await < 1024, "a gigabyte was read");
    }
}

/// How many megabytes, of a thousand, could be written.
async fn poured(stream: &mut (impl tokio::io::AsyncWrite + Unpin)) -> usize {
    for megabyte in 0..1024 {
        if stream.write_all(&MEGABYTE).await.is_err() {
            return megabyte;
        }
    }
    1024
}

/// Waits for the other side to close; what it says before is its own business.
async fn closed(mut stream: UnixStream) {
    let mut heard = Vec::new();
    let closed = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut heard)).await;
    assert!(closed.is_ok(), "the connection was left open");
}

/// Keeps connecting, with or without nonsense, from now until `over` says so. Answers how often.
pub(crate) fn hammer(
    sockets: impl Fn() -> Vec<std::path::PathBuf>,
    over: impl Fn() -> bool,
) -> u64 {
    let (mut knocks, mut open) = (0, std::collections::VecDeque::new());
    while !over() {
        for socket in sockets() {
            let Ok(mut stream) = std::os::unix::net::UnixStream::connect(socket) else {
                continue;
            };
            knocks += 1;
            if knocks % 2 == 0 {
                let _ = stream.write_all(b"GET / HTTP/1.1\r\n\r\n");
            }
            open.push_back(stream);
        }
        while open.len() > FLOOD {
            open.pop_front();
        }
    }
    if let Some(stream) = open.back_mut() {
        // Whatever became of it, it was not served.
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let _ = stream.read(&mut [0; 16]);
    }
    knocks
}

async fn tls(socket: &Path, identity: Option<&Identity>) -> std::io::Result<TlsStream<UnixStream>> {
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Blind));
    let mut config = match identity {
        Some(identity) => builder.with_client_cert_resolver(Arc::new(Shown(certified(identity)))),
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    let stream = UnixStream::connect(socket).await?;
    let connector = TlsConnector::from(Arc::new(config));
    connector
        .connect("localhost".try_into().unwrap(), stream)
        .await
}

/// Takes any server: a stranger does not know whose certificate to expect.
#[derive(Debug)]
struct Blind;

impl ServerCertVerifier for Blind {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        default_provider()
            .signature_verification_algorithms
            .supported_schemes()
    }
}
