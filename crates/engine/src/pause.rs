//! Pauses of a baseline: leases on non-enforcement.

use driftlock_core::{BaselineName, EventKind, Key, Pause};
use driftlock_store::Pauses;
use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

use crate::{EngineError, Ledger};

/// How long the pause of a deployment outlives its last sign of life.
pub const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// What becomes of a pause whose deployment falls silent: it failed, or was killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnSilence {
    /// It ends with the [`LEASE`], and the revision in force is enforced again.
    Resume,
    /// It holds for so long after the last sign of life, for somebody to look at what is there.
    Hold(SignedDuration),
}

/// What came of keeping a pause alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewal {
    /// It holds.
    Renewed,
    /// It had run out, and was opened again.
    Reopened {
        /// As it was when it had run out.
        lapsed: Box<Pause>,
    },
    /// Somebody ended it: a new revision is enforced, or a person resumed.
    Ended,
}

impl Ledger {
    /// Whether enforcement of the whole baseline is paused now.
    ///
    /// # Errors
    /// The store could not be read.
    pub async fn is_paused(&self, name: &BaselineName) -> Result<bool, EngineError> {
        let pauses = self.pauses(name).await?;
        Ok(pauses.iter().any(|pause| pause.resource.is_none()))
    }

    /// Pauses that hold now, of the whole baseline and of single resources.
    ///
    /// # Errors
    /// The store could not be read.
    pub async fn pauses(&self, name: &BaselineName) -> Result<Vec<Pause>, EngineError> {
        Ok(holding(&self.store.pauses(name).await?, self.now()))
    }

    /// Pauses enforcement for `ttl` at the most.
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be written.
    pub async fn pause(
        &self,
        name: &BaselineName,
        ttl: SignedDuration,
        reason: &str,
    ) -> Result<Pause, EngineError> {
        self.head(name).await?;
        self.expire_pauses(name).await?;
        self.open_pause(name, None, ttl, reason).await
    }

    /// Pauses enforcement for as long as a deployment keeps the pause alive, by
    /// [`Ledger::renew_lease`] within each [`LEASE`].
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be written.
    pub async fn open_lease(
        &self,
        name: &BaselineName,
        on_silence: OnSilence,
        reason: &str,
    ) -> Result<Pause, EngineError> {
        self.head(name).await?;
        self.expire_pauses(name).await?;
        let pause = self.new_pause(None, SignedDuration::ZERO, reason);
        self.opened(name, self.kept_alive(pause, on_silence)).await
    }

    /// Keeps a pause of [`Ledger::open_lease`] alive for another [`LEASE`]. Unlike an extension by
    /// somebody, this is no event.
    ///
    /// # Errors
    /// The store could not be read or written.
    pub async fn renew_lease(
        &self,
        name: &BaselineName,
        id: &str,
        on_silence: OnSilence,
    ) -> Result<Renewal, EngineError> {
        let pauses = self.store.pauses(name).await?;
        if let Some(pause) = pauses.open.into_iter().find(|pause| pause.id == id) {
            let pause = self.kept_alive(pause, on_silence);
            if self.store.renew_pause(name, &pause).await? {
                return Ok(Renewal::Renewed);
            }
        }
        // Nobody ended it: it had run out before it was renewed.
        let lapsed = self.store.pauses(name).await?.lapsed;
        match lapsed.filter(|lapsed| lapsed.id == id) {
            Some(lapsed) => {
                let again = Pause {
                    since: self.now(),
                    ..lapsed.clone()
                };
                self.opened(name, self.kept_alive(again, on_silence))
                    .await?;
                let lapsed = Box::new(lapsed);
                Ok(Renewal::Reopened { lapsed })
            }
            None => Ok(Renewal::Ended),
        }
    }

    /// The pause of the last deployment, where that fell silent in place of ending: it may hold
    /// still, or have run out.
    ///
    /// # Errors
    /// The store could not be read.
    pub async fn silent_deployment(
        &self,
        name: &BaselineName,
    ) -> Result<Option<Pause>, EngineError> {
        Ok(silent(&self.store.pauses(name).await?, self.now()))
    }

    /// The deployment that a capture is of: the oldest that is under way or fell silent without being
    /// captured, else the one that the approved revision was captured after.
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be read.
    pub async fn deployment(&self, name: &BaselineName) -> Result<Option<String>, EngineError> {
        let revision = self.revision(name, None).await?;
        let pauses = self.store.pauses(name).await?;
        let leases = pauses.open.into_iter().filter(|one| one.lease.is_some());
        let oldest = leases.chain(pauses.lapsed).min_by_key(|one| one.since);
        Ok(oldest.map(|pause| pause.id).or(revision.deployment))
    }

    fn kept_alive(&self, pause: Pause, on_silence: OnSilence) -> Pause {
        let now = self.now();
        let lease = end(now, LEASE);
        let until = match on_silence {
            OnSilence::Resume => lease,
            OnSilence::Hold(length) => lease.max(end(now, length)),
        };
        Pause {
            until,
            lease: Some(lease),
            ..pause
        }
    }

    /// Pauses enforcement of one resource, or of all.
    pub(crate) async fn open_pause(
        &self,
        name: &BaselineName,
        resource: Option<Key>,
        ttl: SignedDuration,
        reason: &str,
    ) -> Result<Pause, EngineError> {
        self.opened(name, self.new_pause(resource, ttl, reason))
            .await
    }

    fn new_pause(&self, resource: Option<Key>, ttl: SignedDuration, reason: &str) -> Pause {
        let since = self.now();
        Pause {
            resource,
            id: Ulid::generate().to_string(),
            owner: self.actor.to_string(),
            reason: reason.to_owned(),
            since,
            until: end(since, ttl),
            lease: None,
        }
    }

    async fn opened(&self, name: &BaselineName, pause: Pause) -> Result<Pause, EngineError> {
        self.store.add_pause(name, pause.clone()).await?;
        let what = EventKind::Paused {
            pause: pause.clone(),
        };
        self.record(name, what).await?;
        Ok(pause)
    }

    /// Lets the pause with this id, or each that holds now, end `ttl` from now. A pause is never
    /// made shorter, and one that has run out cannot be extended.
    ///
    /// # Errors
    /// The baseline does not exist, no such pause holds, or the store could not be written.
    pub async fn extend_pause(
        &self,
        name: &BaselineName,
        id: Option<&str>,
        ttl: SignedDuration,
    ) -> Result<Vec<Pause>, EngineError> {
        self.head(name).await?;
        self.expire_pauses(name).await?;
        let until = end(self.now(), ttl);
        let mut extended = self.pauses(name).await?;
        extended.retain(|pause| match id {
            Some(id) => pause.id == id,
            None => pause.resource.is_none(),
        });
        if extended.is_empty() {
            return Err(EngineError::NoPause {
                name: name.clone(),
                id: id.map(str::to_owned),
            });
        }
        for pause in &mut extended {
            if pause.until >= until {
                continue;
            }
            pause.until = until;
            self.store.add_pause(name, pause.clone()).await?;
            let what = EventKind::PauseExtended {
                pause: pause.clone(),
            };
            self.record(name, what).await?;
        }
        Ok(extended)
    }

    /// Ends the pause with this id, or all pauses, and says which ended before their time.
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be written.
    pub async fn resume(
        &self,
        name: &BaselineName,
        id: Option<&str>,
    ) -> Result<Vec<Pause>, EngineError> {
        self.head(name).await?;
        self.expire_pauses(name).await?;
        let ended = self.store.end_pauses(name, id).await?;
        for pause in &ended {
            let what = EventKind::Resumed {
                pause: pause.id.clone(),
            };
            self.record(name, what).await?;
        }
        Ok(ended)
    }

    /// Takes away pauses that have run out, and records of each that it has. Whoever looks at a
    /// baseline does that; of several that do so at once, one records.
    ///
    /// # Errors
    /// The store could not be read or written.
    pub async fn expire_pauses(&self, name: &BaselineName) -> Result<(), EngineError> {
        let now = self.now();
        for pause in self.store.expire_pauses(name, now).await? {
            self.record(name, EventKind::PauseExpired { pause }).await?;
        }
        Ok(())
    }
}

/// The pauses that hold.
pub(crate) fn holding(pauses: &Pauses, now: Timestamp) -> Vec<Pause> {
    let holding = pauses.open.iter().filter(|pause| pause.holds_at(now));
    holding.cloned().collect()
}

/// The pause of a deployment that fell silent.
pub(crate) fn silent(pauses: &Pauses, now: Timestamp) -> Option<Pause> {
    let silent = pauses.open.iter().rfind(|pause| pause.is_silent_at(now));
    silent.or(pauses.lapsed.as_ref()).cloned()
}

fn end(since: Timestamp, ttl: SignedDuration) -> Timestamp {
    since.saturating_add(ttl).unwrap_or(Timestamp::MAX)
}
