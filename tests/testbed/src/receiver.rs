//! Somebody who is told by webhook, and remembers it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use serde_json::Value;

use crate::Error;

/// A POST that came in.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Path and query.
    pub target: String,
    /// Headers, by their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Posted {
    /// The body as JSON; null where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct Shared {
    posted: Mutex<Vec<Posted>>,
    /// What is answered; 0 for nothing at all.
    status: AtomicU16,
    ended: AtomicBool,
}

impl Shared {
    fn posted(&self) -> MutexGuard<'_, Vec<Posted>> {
        self.posted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An HTTP server on this machine that takes what is posted. It ends when dropped.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

impl Receiver {
    /// Starts one on a free port; it answers 200.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn start() -> Result<Self, Error> {
        let io = |source| Error::Io {
            doing: "listening on",
            path: "127.0.0.1".into(),
            source,
        };
        let listener = TcpListener::bind("127.0.0.1:0").map_err(io)?;
        let address = listener.local_addr().map_err(io)?;
        let shared = Arc::new(Shared::default());
        shared.status.store(200, Ordering::SeqCst);
        let accepting = {
            let shared = Arc::clone(&shared);
            thread::spawn(move || accept(&listener, &shared))
        };
        Ok(Self {
            address,
            shared,
            accepting: Some(accepting),
        })
    }

    /// Its address, with a secret in the path.
    #[must_use]
    pub fn webhook(&self) -> String {
        format!("http://{}/hooks/s3cret", self.address)
    }

    /// Answers this from now on; 0 for nothing at all, for as long as the other side waits.
    pub fn answer(&self, status: u16) {
        self.shared.status.store(status, Ordering::SeqCst);
    }

    /// All that came in since last asked, answered or not.
    #[must_use]
    pub fn take(&self) -> Vec<Posted> {
        std::mem::take(&mut *self.shared.posted())
    }

    /// How many came in and were not taken yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.shared.posted().len()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // Wakes whoever accepts; where that fails, it is gone already.
        let woken = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take().filter(|_| woken.is_ok()) {
            let _ = accepting.join();
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().flatten() {
        if shared.ended.load(Ordering::SeqCst) {
            return;
        }
        let shared = Arc::clone(shared);
        // A request that breaks off is one that did not come in.
        thread::spawn(move || serve(stream, &shared).ok());
    }
}

fn serve(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let target = line
        .split_whitespace()
        .nth(1)
        .unwrap_or_default()
        .to_owned();
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map(|length| length.parse());
    let mut body = vec![0; length.and_then(Result::ok).unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let status = shared.status.load(Ordering::SeqCst);
    shared.posted().push(Posted {
        target,
        headers,
        body,
    });
    if status == 0 {
        // Until the other side gives up.
        return reader.read_to_end(&mut Vec::new()).map(drop);
    }
    let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
    reader.get_mut().write_all(answer.as_bytes())
}
