//! The life of the process: handshake, service, end.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio_util::sync::CancellationToken;
use tonic::transport::Server as Transport;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::handshake::{self, HandshakeError, Offer};
use crate::listener::{Connections, Socket};
use crate::log::HclogLayer;
use crate::proto::plugin::grpc_controller_server::GrpcControllerServer;
use crate::proto::plugin::grpc_stdio_server::GrpcStdioServer;
use crate::proto::tfplugin6::provider_server::ProviderServer;
use crate::provider::Provider;
use crate::server::{Host, Server};
use crate::tls::{self, TlsError};

/// The largest message taken or sent, in bytes. Terraform itself takes 64 MB.
const LARGEST_MESSAGE: usize = 256 << 20;
/// How much of a message may be under way before the receiver has said anything.
const WINDOW: u32 = 4 << 20;
/// How long calls under way may take to end once the client has asked the process to end.
const GRACE: Duration = Duration::from_millis(1500);
/// How often to look whether the parent is still there.
const PARENT_CHECK: Duration = Duration::from_secs(1);

/// What a provider process takes from its surroundings; `main` collects it.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The name of the provider in logs, such as `provider.example`.
    pub module: &'static str,
    /// The environment variables.
    pub vars: HashMap<String, String>,
    /// Where log lines get their time from.
    pub clock: fn() -> SystemTime,
}

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
    #[error("serving on a unix socket")]
    Socket(#[from] io::Error),
    /// The transport failed.
    #[error("serving")]
    Transport(#[from] tonic::transport::Error),
}

/// Runs `provider` until its client is done with it; what `main` returns.
pub fn run(provider: impl Provider, launch: Launch) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let served = match runtime {
        Ok(runtime) => {
            let served = runtime.block_on(serve(provider, launch));
            // A call that does not end must not keep the process.
            runtime.shutdown_background();
            served
        }
        Err(error) => Err(error.into()),
    };
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn complain(error: &ServeError) {
    let mut text = format!("error: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(": {error}"));
        cause = error.source();
    }
    if let ServeError::Handshake(error) = error {
        text.push_str(&format!("\nhelp: {}", error.help()));
    }
    // Where stderr is gone there is nobody to tell.
    let _ = writeln!(io::stderr(), "{text}");
}

/// Serves `provider` until its client asks it to end, or is gone.
///
/// # Errors
/// When there is no client that can be served, or the socket or TLS fails.
pub async fn serve(provider: impl Provider, launch: Launch) -> Result<(), ServeError> {
    // Asked before the client has reason to go.
    let parent = std::os::unix::process::parent_id();
    let offer = Offer::read(&launch.vars)?;
    // A process that serves twice keeps its first log; a second one is an embedder's choice.
    let _ = tracing_subscriber::registry()
        .with(HclogLayer::new(launch.module, &launch.vars, launch.clock))
        .try_init();
    std::panic::set_hook(Box::new(
        |panic| tracing::error!(%panic, "the provider panicked"),
    ));

    let identity = tls::identity(offer.client)?;
    // INVARIANT: the socket is dropped here, not by a task that may never be dropped.
    let (socket, listener) = Socket::bind(offer.socket_dir.as_deref())?;
    let line = handshake::line(socket.path(), &identity.certificate);
    let connections = Connections::accept(listener, identity.config);
    announce(&line)?;
    tracing::debug!("serving");

    let (stop, shutdown) = (CancellationToken::new(), CancellationToken::new());
    let server = Server::new(Arc::new(provider), stop.clone());
    let ended = tokio::select! {
        served = route(server, Host { shutdown: shutdown.clone() }, connections) => served,
        () = past_grace(&shutdown) => Ok(()),
        () = orphaned(parent) => Ok(()),
        () = terminated() => Ok(()),
    };
    stop.cancel();
    drop(socket);
    tracing::debug!("ending");
    ended
}

/// Everything that is said on stdout, ever.
fn announce(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(line.as_bytes())?;
    stdout.flush()
}

async fn route(server: Server, host: Host, connections: Connections) -> Result<(), ServeError> {
    let provider = ProviderServer::new(server)
        .max_decoding_message_size(LARGEST_MESSAGE)
        .max_encoding_message_size(LARGEST_MESSAGE);
    let shutdown = host.shutdown.clone();
    Transport::builder()
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .add_service(provider)
        .add_service(GrpcControllerServer::new(host.clone()))
        .add_service(GrpcStdioServer::new(host))
        .serve_with_incoming_shutdown(connections, shutdown.cancelled_owned())
        .await?;
    Ok(())
}

async fn past_grace(shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tokio::time::sleep(GRACE).await;
}

/// Returns once the parent has died: the kernel then gives the process another one.
async fn orphaned(parent: u32) {
    let mut look = tokio::time::interval(PARENT_CHECK);
    while std::os::unix::process::parent_id() == parent {
        look.tick().await;
    }
    tracing::warn!(parent, "the client is gone");
}

/// Returns on SIGTERM. SIGINT is for Terraform, which asks its providers to stop by a call:
/// a terminal sends the signal to the whole process group.
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupts = signal(SignalKind::interrupt());
    match signal(SignalKind::terminate()) {
        Ok(mut terminations) => {
            terminations.recv().await;
        }
        Err(error) => {
            tracing::warn!(%error, "watching for SIGTERM");
            std::future::pending::<()>().await;
        }
    }
    drop(interrupts);
}
