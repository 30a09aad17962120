//! The connections that got through the door.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::transport::server::Connected;

use crate::listener::{Listener, Visitor, Wire};

/// How many strangers may be busy with their handshake. One more, and the one that has been at
/// it for longest goes: at most 64 KB wait for each, which is what TLS allows a message.
const STRANGERS: usize = 64;
/// A handshake on a local socket takes a few milliseconds.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(5);
/// How long to wait where a connection cannot be accepted.
const PAUSE: Duration = Duration::from_millis(50);

/// Who may come in.
#[derive(Clone)]
pub(crate) struct Door {
    /// Whoever gets through this; without, whoever can reach the socket.
    pub(crate) tls: Option<Arc<ServerConfig>>,
    /// The process that has first right to knock. It still has to get through TLS.
    pub(crate) client: Option<u32>,
}

/// The connections that got through. Dropping it closes the socket.
pub(crate) struct Connections {
    connections: mpsc::Receiver<Connection>,
    knocking: AbortHandle,
}

impl Connections {
    /// Accepts connections for ever, handshakes side by side.
    pub(crate) fn accept(listener: Listener, door: Door) -> Connections {
        let (accepted, connections) = mpsc::channel(1);
        let knocking = tokio::spawn(accept(listener, door, accepted)).abort_handle();
        Connections {
            connections,
            knocking,
        }
    }

    /// The next one; `None` once there are to be no more.
    pub(crate) async fn next(&mut self) -> Option<Connection> {
        self.connections.recv().await
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

async fn accept(listener: Listener, door: Door, accepted: mpsc::Sender<Connection>) {
    let mut strangers = Strangers::default();
    loop {
        let visitor = match listener.accept().await {
            Ok(visitor) => visitor,
            Err(error) => {
                // Out of file descriptors, most likely; there may be some again presently.
                tracing::warn!(%error, "accepting a connection");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let known = visitor.process.is_some() && visitor.process == door.client;
        let handshake = tokio::spawn(let_in(visitor, door.tls.clone(), accepted.clone()));
        if !known {
            strangers.admit(handshake.abort_handle());
        }
    }
}

/// The handshakes of those who may be anybody, the oldest first.
#[derive(Default)]
struct Strangers(VecDeque<AbortHandle>);

impl Strangers {
    /// Makes room where there is none. Whoever stalls cannot keep others from knocking.
    fn admit(&mut self, handshake: AbortHandle) {
        self.0.retain(|handshake| !handshake.is_finished());
        if self.0.len() >= STRANGERS
            && let Some(oldest) = self.0.pop_front()
        {
            oldest.abort();
            tracing::debug!("dropped a connection for a later one");
        }
        self.0.push_back(handshake);
    }
}

async fn let_in(
    visitor: Visitor,
    tls: Option<Arc<ServerConfig>>,
    accepted: mpsc::Sender<Connection>,
) {
    let Visitor { wire, process } = visitor;
    let wire: Box<dyn Wire> = match tls {
        None => wire,
        Some(tls) => {
            let handshake = TlsAcceptor::from(tls).accept(wire);
            match tokio::time::timeout(HANDSHAKE_WITHIN, handshake).await {
                Ok(Ok(stream)) => Box::new(stream),
                Ok(Err(error)) => {
                    tracing::warn!(%error, process, "refused a connection");
                    return;
                }
                Err(_) => {
                    tracing::warn!(process, "dropped a connection that said too little");
                    return;
                }
            }
        }
    };
    // The server may be gone by now; then so is the process, soon.
    drop(accepted.send(Connection::new(wire)).await);
}

/// One connection, as tonic wants it.
pub(crate) struct Connection {
    wire: Box<dyn Wire>,
    closed: CancellationToken,
    _closes: DropGuard,
}

impl Connection {
    fn new(wire: Box<dyn Wire>) -> Connection {
        let closed = CancellationToken::new();
        Connection {
            wire,
            _closes: closed.clone().drop_guard(),
            closed,
        }
    }

    /// Cancelled when the connection is dropped.
    pub(crate) fn closed(&self) -> CancellationToken {
        self.closed.clone()
    }
}

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
        Pin::new(&mut self.wire).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
