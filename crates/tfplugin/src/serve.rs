//! The life of the process: handshake, service, end.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tonic::transport::Server as Transport;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::connections::{Connection, Connections, Door};
use crate::debug;
use crate::handshake::{self, HandshakeError, Offer};
use crate::launch::{Call, Launch};
use crate::listener::{Listener, Place};
use crate::log::HclogLayer;
use crate::process::{self, Signals};
use crate::proto::plugin::grpc_controller_server::GrpcControllerServer;
use crate::proto::plugin::grpc_stdio_server::GrpcStdioServer;
use crate::proto::tfplugin6::provider_server::ProviderServer;
use crate::provider::Provider;
use crate::server::{Host, Server};
use crate::tls::{self, TlsError};

/// The largest message taken or sent, in bytes. Terraform itself takes 64 MB. One that announces
/// itself as larger is refused before there is room made for it.
const LARGEST_MESSAGE: usize = 256 << 20;
/// How much of a message may be under way before the receiver has said anything.
const WINDOW: u32 = 4 << 20;
/// How many calls one connection may have under way. Terraform's `-parallelism` is 10 by default;
/// more wait for their turn.
const CALLS: u32 = 1024;
/// How many calls a connection may take back before they were looked at, and how many may fail
/// for a fault of the connection's, before it is closed (CVE-2023-44487 and its kin).
const RESETS: (usize, usize) = (20, 1024);
/// How many bytes of headers a call may have.
const HEADERS: u32 = 16 << 10;
/// How long calls under way may take to end once the process has been asked to end.
const GRACE: Duration = Duration::from_millis(1500);
/// What programs exit with that do not understand their arguments.
const USAGE: u8 = 2;

/// Why the process ended other than well.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// There is no client, or none that can be served.
    #[error(transparent)]
    Handshake(#[from] HandshakeError),
    /// TLS could not be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The socket failed.
    #[error("listening for the client")]
    Socket(#[from] io::Error),
    /// The transport failed.
    #[error("serving")]
    Transport(#[from] tonic::transport::Error),
    /// There is no socket that only this user could reach.
    #[error("`--debug` needs a unix socket, and this system has none")]
    NoDebug,
}

impl ServeError {
    /// What to do about it, where that can be said.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        match self {
            ServeError::Handshake(error) => Some(error.help()),
            ServeError::NoDebug => Some("any local user could attach to a port; use WSL"),
            ServeError::Tls(_) | ServeError::Socket(_) | ServeError::Transport(_) => None,
        }
    }
}

/// Does what the arguments say, and else runs a provider until its client is done with it; what
/// `main` returns.
///
/// `provider` makes one for each client: one in the life of a process that Terraform started, and
/// one for each that attaches to a process started with `--debug`.
pub fn run<P: Provider>(provider: impl Fn() -> P, launch: Launch) -> ExitCode {
    match launch.call() {
        Err(error) => {
            complain(&error, Some(error.help()));
            ExitCode::from(USAGE)
        }
        Ok(Call::Help) => said(announce(&launch.help()).map_err(Into::into)),
        Ok(Call::Version) => said(announce(&launch.about()).map_err(Into::into)),
        Ok(Call::Serve) => said(blocking(serve(provider, &launch))),
        Ok(Call::Debug) => said(blocking(attachable(provider, &launch))),
    }
}

fn blocking(served: impl Future<Output = Result<(), ServeError>>) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let served = runtime.block_on(served);
    // A call that does not end must not keep the process.
    runtime.shutdown_background();
    served
}

fn said(ended: Result<(), ServeError>) -> ExitCode {
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error, error.help());
            ExitCode::FAILURE
        }
    }
}

fn complain(error: &dyn std::error::Error, help: Option<&str>) {
    let mut text = format!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    if let Some(help) = help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    // Where stderr is gone there is nobody to tell.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Everything that is said on stdout, ever.
fn announce(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
}

fn log(launch: &Launch) {
    // A process that serves twice keeps its first log; a second one is an embedder's choice.
    let _ = tracing_subscriber::registry()
        .with(HclogLayer::new(launch.name(), &launch.vars, launch.clock))
        .try_init();
    std::panic::set_hook(Box::new(
        |panic| tracing::error!(%panic, "the provider panicked"),
    ));
}

/// Serves a provider until its client asks it to end, or is gone.
///
/// # Errors
/// When there is no client that can be served, or the socket or TLS fails.
pub async fn serve<P: Provider>(
    provider: impl Fn() -> P,
    launch: &Launch,
) -> Result<(), ServeError> {
    // Asked before the client has reason to go.
    let client = process::parent();
    let offer = Offer::read(&launch.vars, launch.listen)?;
    log(launch);
    let mut signals = Signals::take()?;
    let identity = tls::identity(offer.client)?;
    // INVARIANT: the socket is dropped here, not by a task that may never be dropped.
    let (socket, listener) = Listener::bind(offer.place).await?;
    let door = Door {
        tls: Some(identity.config),
        client,
    };
    let connections = Connections::accept(listener, door);
    announce(&handshake::line(&socket, &identity.certificate))?;
    tracing::debug!("serving");

    let end = End::default();
    let server = Server::new(Arc::new(provider()), end.stop.clone());
    let asked = async {
        tokio::select! {
            () = end.shutdown.cancelled() => (),
            () = process::orphaned(client) => (),
            () = signals.terminated() => (),
        }
        end.ask().await;
    };
    let ended = tokio::select! {
        served = route(server, &end, connections) => served,
        () = asked => Ok(()),
    };
    end.stop.cancel();
    tracing::debug!("ending");
    ended
}

/// Serves whoever attaches, until told to end. Terraform speaks plain HTTP/2 to a provider that
/// it did not start, so nothing but the socket's place guards it.
async fn attachable<P: Provider>(
    provider: impl Fn() -> P,
    launch: &Launch,
) -> Result<(), ServeError> {
    log(launch);
    let mut signals = Signals::take()?;
    let (socket, listener) = Listener::bind(private()?).await?;
    let door = Door {
        tls: None,
        client: None,
    };
    let connections = Connections::accept(listener, door);
    announce(&debug::instructions(launch, &socket, std::process::id()))?;

    let end = End::default();
    tokio::select! {
        () = attached(provider, &end, connections) => (),
        () = async {
            tokio::select! {
                () = signals.any() => (),
                () = end.shutdown.cancelled() => (),
            }
            end.ask().await;
        } => (),
    }
    tracing::debug!("ending");
    Ok(())
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "there is none on Windows")]
fn private() -> Result<Place, ServeError> {
    Ok(Place::Unix(None))
}

#[cfg(not(unix))]
fn private() -> Result<Place, ServeError> {
    Err(ServeError::NoDebug)
}

/// A provider for each connection: Terraform opens one for each that it configures.
async fn attached<P: Provider>(provider: impl Fn() -> P, end: &End, mut connections: Connections) {
    let mut clients = JoinSet::new();
    loop {
        let connection = tokio::select! {
            connection = connections.next() => connection,
            () = end.shutdown.cancelled() => None,
            Some(_) = clients.join_next() => continue,
        };
        let Some(connection) = connection else { break };
        tracing::debug!("a client attached");
        let end = End {
            // What one client stops goes on for the others.
            stop: end.stop.child_token(),
            shutdown: end.shutdown.clone(),
        };
        let server = Server::new(Arc::new(provider()), end.stop.clone());
        clients.spawn(async move { route(server, &end, alone(connection)).await });
    }
    clients.join_all().await;
}

/// This connection, and no other until it is closed.
fn alone(connection: Connection) -> impl Stream<Item = io::Result<Connection>> {
    let closed = connection.closed();
    stream::once(std::future::ready(Ok(connection)))
        .chain(stream::pending().take_until(closed.cancelled_owned()))
}

/// How the process ends.
#[derive(Clone, Default)]
struct End {
    /// Calls under way are to stop between two steps.
    stop: CancellationToken,
    /// No more calls are taken.
    shutdown: CancellationToken,
}

impl End {
    /// Asks all to come to an end, and gives them time for it.
    async fn ask(&self) {
        self.stop.cancel();
        self.shutdown.cancel();
        tokio::time::sleep(GRACE).await;
    }
}

async fn route(
    server: Server,
    end: &End,
    connections: impl Stream<Item = io::Result<Connection>>,
) -> Result<(), ServeError> {
    let provider = ProviderServer::new(server)
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE);
    let host = Host {
        shutdown: end.shutdown.clone(),
    };
    Transport::builder()
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .max_concurrent_streams(CALLS)
        .http2_max_pending_accept_reset_streams(Some(RESETS.0))
        .http2_max_local_error_reset_streams(Some(RESETS.1))
        .http2_max_header_list_size(HEADERS)
        .add_service(provider)
        .add_service(GrpcControllerServer::new(host.clone()))
        .add_service(GrpcStdioServer::new(host))
        .serve_with_incoming_shutdown(connections, end.shutdown.clone().cancelled_owned())
        .await?;
    Ok(())
}
