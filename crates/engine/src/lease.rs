//! One at a time: the lease that a run holds on a baseline.

use std::time::Duration;

use driftlock_core::{BaselineName, Event, EventKind};
use driftlock_store::{Lease, StoreError};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use crate::{Engine, EngineError, Progress, Step};

/// How long a lease lasts without being renewed.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How often it is renewed.
const RENEWAL: Duration = Duration::from_secs(30);
/// How often one that somebody else holds is looked at.
const LOOK: Duration = Duration::from_millis(500);

/// A run that holds the lease on its baseline.
#[derive(Clone, Copy)]
pub(crate) struct Work<'a> {
    pub(crate) name: &'a BaselineName,
    pub(crate) lease: &'a Lease,
    /// Cancelled where the run is to stop between two calls: its user wants it, or it lost the lease.
    pub(crate) cancel: &'a CancellationToken,
    pub(crate) progress: Progress<'a>,
}

impl Engine {
    /// The right to change what a baseline holds, for one run at a time. Waits for it up to `wait`.
    pub(crate) async fn take_lease(
        &self,
        name: &BaselineName,
        wait: SignedDuration,
        cancel: &CancellationToken,
        progress: Progress<'_>,
    ) -> Result<Lease, EngineError> {
        let store = &self.ledger.store;
        let holder = self.ledger.actor.to_string();
        let mut left = Duration::try_from(wait).unwrap_or_default();
        loop {
            let now = self.ledger.now();
            match store.acquire_lease(name, &holder, LEASE, now).await {
                Ok(lease) => return Ok(lease),
                Err(StoreError::Held { by, until, .. })
                    if left.is_zero() || cancel.is_cancelled() =>
                {
                    let name = name.clone();
                    return Err(EngineError::Busy { name, by, until });
                }
                Err(StoreError::Held { by, .. }) => progress(Step::Waiting(by)),
                Err(error) => return Err(error.into()),
            }
            let pause = LOOK.min(left);
            left -= pause;
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = cancel.cancelled() => {}
            }
        }
    }

    /// Does `work` under `lease`, which is renewed meanwhile and given back at the end. Should it be
    /// lost, `cancel` is cancelled.
    pub(crate) async fn under<T>(
        &self,
        lease: &Lease,
        cancel: &CancellationToken,
        work: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let done = CancellationToken::new();
        let working = async {
            let result = work.await;
            done.cancel();
            result
        };
        let (result, ()) = futures::join!(working, self.keep_alive(lease, cancel, &done));
        if let Err(error) = self.ledger.store.release_lease(lease).await {
            // What was done is on record. The lease ends by itself.
            tracing::warn!(%error, "the lease could not be given back");
        }
        result
    }

    async fn keep_alive(
        &self,
        lease: &Lease,
        cancel: &CancellationToken,
        done: &CancellationToken,
    ) {
        loop {
            tokio::select! {
                () = done.cancelled() => return,
                () = tokio::time::sleep(RENEWAL) => {}
            }
            let now = self.ledger.now();
            match self.ledger.store.renew_lease(lease, LEASE, now).await {
                Ok(_) => {}
                Err(error @ StoreError::LeaseLost { .. }) => {
                    tracing::error!(%error, "stopping");
                    cancel.cancel();
                    return;
                }
                Err(error) => tracing::warn!(%error, "the lease could not be renewed"),
            }
        }
    }

    /// Between two resources: the lease must still be ours, and a pause taken meanwhile is honoured.
    pub(crate) async fn may_go_on(&self, work: &Work<'_>) -> Result<bool, EngineError> {
        if work.cancel.is_cancelled() {
            return Ok(false);
        }
        let (store, now) = (&self.ledger.store, self.ledger.now());
        match store.renew_lease(work.lease, LEASE, now).await {
            Ok(_) => Ok(!self.ledger.is_paused(work.name).await?),
            Err(StoreError::LeaseLost { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Records what this run did. Refused where somebody else has taken the lease since.
    pub(crate) async fn record(
        &self,
        work: &Work<'_>,
        what: EventKind,
    ) -> Result<Event, EngineError> {
        let (at, actor) = (self.ledger.now(), &self.ledger.actor);
        let store = &self.ledger.store;
        Ok(store.append_under(work.lease, at, actor, what).await?)
    }
}
