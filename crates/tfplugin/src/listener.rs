//! A private unix socket, and the connections that got through TLS on it.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use rustls::ServerConfig;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tonic::transport::server::Connected;

/// A client opens one connection, now and then a second. Whoever else knocks is refused within
/// milliseconds, or says nothing and is dropped in time: a flood delays the client, at most.
const HANDSHAKES_AT_ONCE: usize = 256;
/// A handshake on a local socket takes a few milliseconds.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
/// What `sun_path` of a unix socket address holds on every system.
const LONGEST_PATH: usize = 100;

/// A socket that only this user can reach. Dropping it removes it from the file system.
pub(crate) struct Socket {
    path: PathBuf,
    _dir: TempDir,
}

impl Socket {
    /// Binds a socket of mode 0600 in a fresh directory of mode 0700 below `parent`.
    pub(crate) fn bind(parent: Option<&Path>) -> io::Result<(Socket, UnixListener)> {
        let dir = private_dir(parent)?;
        let path = dir.path().join("provider.sock");
        let listener = UnixListener::bind(&path)?;
        // Nobody else can have come in between: the directory is closed to them.
        std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        Ok((Socket { path, _dir: dir }, listener))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

fn private_dir(parent: Option<&Path>) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder
        .prefix("tfp")
        .permissions(Permissions::from_mode(0o700));
    let within = |parent: &Path| builder.tempdir_in(parent);
    let dir = within(parent.unwrap_or(&std::env::temp_dir()))?;
    if dir.path().as_os_str().len() + "/provider.sock".len() > LONGEST_PATH {
        return within(Path::new("/tmp"));
    }
    Ok(dir)
}

async fn accept(listener: UnixListener, acceptor: TlsAcceptor, accepted: mpsc::Sender<Connection>) {
    let turns = Arc::new(Semaphore::new(HANDSHAKES_AT_ONCE));
    loop {
        let Ok(turn) = Arc::clone(&turns).acquire_owned().await else {
            return;
        };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Out of file descriptors, most likely; there may be some again presently.
                tracing::warn!(%error, "accepting a connection");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (acceptor, accepted) = (acceptor.clone(), accepted.clone());
        tokio::spawn(async move {
            let handshake = tokio::time::timeout(HANDSHAKE_WITHIN, acceptor.accept(stream)).await;
            drop(turn);
            match handshake {
                // The server may be gone by now; then so is the process, soon.
                Ok(Ok(stream)) => drop(accepted.send(Connection(stream)).await),
                Ok(Err(error)) => tracing::warn!(%error, "refused a connection"),
                Err(_) => tracing::warn!("refused a connection that never finished its handshake"),
            }
        });
    }
}

/// The connections that got through. Dropping it closes the socket.
pub(crate) struct Connections {
    connections: mpsc::Receiver<Connection>,
    knocking: tokio::task::JoinHandle<()>,
}

impl Connections {
    /// Accepts connections for ever, each through TLS, handshakes side by side.
    pub(crate) fn accept(listener: UnixListener, config: Arc<ServerConfig>) -> Connections {
        let (accepted, connections) = mpsc::channel(1);
        let knocking = tokio::spawn(accept(listener, TlsAcceptor::from(config), accepted));
        Connections {
            connections,
            knocking,
        }
    }
}

impl Stream for Connections {
    type Item = io::Result<Connection>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.connections
            .poll_recv(cx)
            .map(|connection| connection.map(Ok))
    }
}

impl Drop for Connections {
    fn drop(&mut self) {
        self.knocking.abort();
    }
}

/// One connection, as tonic wants it.
pub(crate) struct Connection(TlsStream<UnixStream>);

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) -> Self::ConnectInfo {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
