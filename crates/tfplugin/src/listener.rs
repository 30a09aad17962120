//! Where the client connects: a private unix socket, or a port of this machine on Windows.
//!
//! Source: go-plugin's `serverListener`, which takes a unix socket everywhere but on Windows.

use std::io;
use std::ops::RangeInclusive;

use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;

/// What to listen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listen {
    /// A unix socket in a directory that only this user can enter.
    #[cfg(unix)]
    Unix,
    /// A port of 127.0.0.1, between `PLUGIN_MIN_PORT` and `PLUGIN_MAX_PORT` where the client
    /// names them. Any local user can knock there; TLS lets in nobody but the client.
    Tcp,
}

impl Default for Listen {
    fn default() -> Listen {
        #[cfg(unix)]
        return Listen::Unix;
        #[cfg(not(unix))]
        return Listen::Tcp;
    }
}

/// A place to listen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A socket in a fresh directory below this one, else below the usual one.
    #[cfg(unix)]
    Unix(Option<std::path::PathBuf>),
    /// The first free port of these.
    Tcp(RangeInclusive<u16>),
}

/// The address in use. Dropping it removes what it left in the file system.
pub(crate) struct Socket {
    network: &'static str,
    address: String,
    _dir: Option<TempDir>,
}

impl Socket {
    /// `unix` or `tcp`, as Go calls them.
    pub(crate) fn network(&self) -> &'static str {
        self.network
    }

    /// A path, or an address with its port.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }
}

/// The bytes to and from one peer.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

/// Who knocked: a wire, and the process at its other end where the system tells.
pub(crate) struct Visitor {
    pub(crate) wire: Box<dyn Wire>,
    pub(crate) process: Option<u32>,
}

pub(crate) enum Listener {
    #[cfg(unix)]
    Unix(tokio::net::UnixListener),
    Tcp(TcpListener),
}

impl Listener {
    pub(crate) async fn bind(place: Place) -> io::Result<(Socket, Listener)> {
        match place {
            #[cfg(unix)]
            Place::Unix(parent) => unix::bind(parent.as_deref()),
            Place::Tcp(ports) => bind_port(ports).await,
        }
    }

    pub(crate) async fn accept(&self) -> io::Result<Visitor> {
        match self {
            #[cfg(unix)]
            Listener::Unix(listener) => unix::accept(listener).await,
            Listener::Tcp(listener) => {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                Ok(Visitor {
                    wire: Box::new(stream),
                    process: None,
                })
            }
        }
    }
}

async fn bind_port(ports: RangeInclusive<u16>) -> io::Result<(Socket, Listener)> {
    let mut refusal = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for port in ports {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(listener) => {
                let socket = Socket {
                    network: "tcp",
                    address: listener.local_addr()?.to_string(),
                    _dir: None,
                };
                return Ok((socket, Listener::Tcp(listener)));
            }
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

#[cfg(unix)]
mod unix {
    use std::fs::Permissions;
    use std::io;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use tempfile::TempDir;
    use tokio::net::UnixListener;

    use super::{Listener, Socket, Visitor};

    /// What `sun_path` of a unix socket address holds on every system.
    const LONGEST_PATH: usize = 100;

    /// Binds a socket of mode 0600 in a fresh directory of mode 0700 below `parent`.
    pub(super) fn bind(parent: Option<&Path>) -> io::Result<(Socket, Listener)> {
        let dir = private_dir(parent)?;
        let path = dir.path().join("provider.sock");
        let address = path.to_str().map(str::to_owned).ok_or_else(|| {
            let problem = format!("`{}` is not UTF-8", path.display());
            io::Error::new(io::ErrorKind::InvalidFilename, problem)
        })?;
        let listener = UnixListener::bind(&path)?;
        // Nobody else can have come in between: the directory is closed to them.
        std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        let socket = Socket {
            network: "unix",
            address,
            _dir: Some(dir),
        };
        Ok((socket, Listener::Unix(listener)))
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

    pub(super) async fn accept(listener: &UnixListener) -> io::Result<Visitor> {
        let (stream, _) = listener.accept().await?;
        let process = stream.peer_cred().ok().and_then(|peer| peer.pid());
        Ok(Visitor {
            wire: Box::new(stream),
            process: process.and_then(|pid| u32::try_from(pid).ok()),
        })
    }
}
