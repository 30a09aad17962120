//! Holding one request, and with it whatever comes after.

use std::fmt;
use std::sync::mpsc;
use std::time::Duration;

use tokio::sync::watch;

use super::{Request, Shared, State};

/// Where a request is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// The emulator has not seen it.
    BeforeForwarding,
    /// The emulator has done it; its client does not know.
    BeforeAnswering,
}

/// What is to become of a request that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Wait,
    GoOn,
    Discard,
}

type Wanted = Box<dyn Fn(&Request) -> bool + Send>;

/// The proxy's side of a [`Hold`].
pub(super) struct Catch {
    wanted: Wanted,
    moment: Moment,
    caught: bool,
    tell: mpsc::Sender<Request>,
    held: watch::Receiver<Verdict>,
    others: watch::Receiver<Verdict>,
}

impl fmt::Debug for Catch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catch")
            .field("moment", &self.moment)
            .field("caught", &self.caught)
            .finish_non_exhaustive()
    }
}

/// What stands between a request and the emulator, and between the answer and its client.
#[derive(Debug, Default)]
pub(super) struct Gate {
    before: Option<Barrier>,
    after: Option<Barrier>,
}

#[derive(Debug)]
struct Barrier {
    verdict: watch::Receiver<Verdict>,
    tell: Option<mpsc::Sender<Request>>,
}

impl Gate {
    /// The gate for a request that comes now.
    pub(super) fn of(state: &mut State, request: &Request) -> Self {
        let Some(catch) = &mut state.catch else {
            return Self::default();
        };
        if catch.caught {
            let verdict = catch.others.clone();
            let before = Some(Barrier {
                verdict,
                tell: None,
            });
            return Self {
                before,
                after: None,
            };
        }
        if !(catch.wanted)(request) {
            return Self::default();
        }
        catch.caught = true;
        let barrier = Some(Barrier {
            verdict: catch.held.clone(),
            tell: Some(catch.tell.clone()),
        });
        match catch.moment {
            Moment::BeforeForwarding => Self {
                before: barrier,
                after: None,
            },
            Moment::BeforeAnswering => Self {
                before: None,
                after: barrier,
            },
        }
    }

    /// Waits where the request is to be held before it is sent on. False when it is discarded.
    pub(super) async fn before(&mut self, request: &Request) -> bool {
        pass(self.before.take(), request).await
    }

    /// Waits where its answer is to be held. False when it is discarded.
    pub(super) async fn after(&mut self, request: &Request) -> bool {
        pass(self.after.take(), request).await
    }
}

async fn pass(barrier: Option<Barrier>, request: &Request) -> bool {
    let Some(mut barrier) = barrier else {
        return true;
    };
    if let Some(tell) = &barrier.tell {
        // Nobody listens where the hold was given up.
        let _ = tell.send(request.clone());
    }
    let verdict = barrier
        .verdict
        .wait_for(|verdict| *verdict != Verdict::Wait);
    // A hold that was dropped lets go.
    verdict
        .await
        .map_or(true, |verdict| *verdict == Verdict::GoOn)
}

/// A request that is held, or will be. Dropped, it lets everything go on.
#[derive(Debug)]
pub struct Hold {
    shared: Shared,
    told: mpsc::Receiver<Request>,
    held: watch::Sender<Verdict>,
    others: watch::Sender<Verdict>,
}

impl Hold {
    pub(super) fn arm(shared: &Shared, moment: Moment, wanted: Wanted) -> Self {
        let (tell, told) = mpsc::channel();
        let (held, held_seen) = watch::channel(Verdict::Wait);
        let (others, others_seen) = watch::channel(Verdict::Wait);
        shared.lock().catch = Some(Catch {
            wanted,
            moment,
            caught: false,
            tell,
            held: held_seen,
            others: others_seen,
        });
        Self {
            shared: shared.clone(),
            told,
            held,
            others,
        }
    }

    /// The held request, as soon as there is one; none when none comes in time.
    #[must_use]
    pub fn wait(&self, at_most: Duration) -> Option<Request> {
        self.told.recv_timeout(at_most).ok()
    }

    /// Lets the held request and all that waits behind it go on.
    pub fn release(self) {
        self.end(Verdict::GoOn);
    }

    /// Ends the connections of the held request and of all that waits behind it. What was not sent
    /// on never will be.
    pub fn discard(self) {
        self.end(Verdict::Discard);
    }

    /// Ends the connections of what waits behind the held request and lets later requests pass,
    /// while the held one stays on its way: it is late.
    pub fn overtake(&self) {
        self.shared.lock().catch = None;
        self.others.send_replace(Verdict::Discard);
    }

    fn end(self, verdict: Verdict) {
        self.shared.lock().catch = None;
        self.held.send_replace(verdict);
        self.others.send_replace(verdict);
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        let mine = |catch: &Catch| catch.held.same_channel(&self.held.subscribe());
        if state.catch.as_ref().is_some_and(mine) {
            state.catch = None;
        }
    }
}
