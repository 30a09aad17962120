//! A proxy between AWS clients and the emulator: it records every request, holds the one that a
//! test asks for, and makes trouble by chance.
//!
//! ```no_run
//! use std::time::Duration;
//! use driftlock_testbed::{Moment, Moto, Proxy};
//!
//! let moto = Moto::start()?;
//! let proxy = Proxy::before(&moto)?;
//! let hold = proxy.hold(Moment::BeforeForwarding, |request| request.write);
//! // ... start a client with `proxy.endpoint()` as its endpoint ...
//! let held = hold.wait(Duration::from_secs(60)).expect("no write came");
//! // ... kill the client ...
//! hold.discard();
//! assert!(proxy.requests().iter().all(|request| request.action != held.action || !request.forwarded));
//! # Ok::<(), driftlock_testbed::Error>(())
//! ```

mod hold;
mod request;
mod serve;
mod weather;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::TcpListener;
use tokio::runtime::Runtime;

pub use hold::{Hold, Moment};
pub use request::Request;
pub use weather::{Over, Trouble, Weather};

use crate::{Error, Moto, Result};
use hold::Catch;
use serve::Answers;
use weather::Forecast;

/// A running proxy on a port of its own. It ends when dropped.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Shared,
    // Dropping it ends the tasks that serve connections.
    _runtime: Runtime,
}

/// What the proxy's tasks and its owner have in common.
#[derive(Clone, Debug, Default)]
struct Shared(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    requests: Vec<Request>,
    catch: Option<Catch>,
    forecasts: Vec<Forecast>,
    answers: Answers,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is on record of a request, unless the record was cleared since.
    fn note(&self, request: &Request, change: impl FnOnce(&mut Request)) {
        let mut state = self.lock();
        let index = request.number.saturating_sub(1);
        let known = state.requests.get_mut(index);
        if let Some(known) = known.filter(|known| known.call == request.call) {
            change(known);
        }
    }
}

impl Proxy {
    /// A proxy in front of `moto`.
    ///
    /// # Errors
    /// [`Error::Io`] when no port of 127.0.0.1 can be had.
    pub fn before(moto: &Moto) -> Result<Self> {
        let io = |doing| Error::io(doing, Path::new("127.0.0.1"));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(io("starting tasks for"))?;
        let listener = runtime
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .map_err(io("listening on"))?;
        let address = listener.local_addr().map_err(io("listening on"))?;
        let shared = Shared::default();
        let upstream = moto.endpoint().replace("http://", "");
        runtime.spawn(serve::serve(listener, upstream, shared.clone()));
        Ok(Self {
            address,
            shared,
            _runtime: runtime,
        })
    }

    /// The URL to give to a client as its endpoint, without a slash at the end.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// All requests since the start or the last [`clear`](Self::clear), in the order of coming.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// How many of the requests on record are such.
    pub fn count(&self, such: impl Fn(&Request) -> bool) -> usize {
        let state = self.shared.lock();
        state
            .requests
            .iter()
            .filter(|request| such(request))
            .count()
    }

    /// Forgets all requests; the next one has number 1.
    pub fn clear(&self) {
        self.shared.lock().requests.clear();
    }

    /// Holds the first request that comes from now on and is `wanted`. While it is held, whatever
    /// comes after it waits too.
    pub fn hold(&self, moment: Moment, wanted: impl Fn(&Request) -> bool + Send + 'static) -> Hold {
        Hold::arm(&self.shared, moment, Box::new(wanted))
    }

    /// Makes trouble from now on; where several kinds of weather cover a request, the first that
    /// strikes. Reads are stale by what they answered since.
    pub fn weather(&self, weather: impl IntoIterator<Item = Weather>) {
        let mut state = self.shared.lock();
        state.forecasts = weather.into_iter().map(Forecast::new).collect();
        state.answers = Answers::default();
    }

    /// Makes no trouble from now on.
    pub fn calm(&self) {
        self.shared.lock().forecasts.clear();
    }
}
