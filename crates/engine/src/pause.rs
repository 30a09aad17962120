//! Pauses of a baseline: leases on non-enforcement.

use driftlock_core::{BaselineName, EventKind, Key, Pause};
use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

use crate::{EngineError, Ledger};

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
        let now = self.now();
        let mut pauses = self.store.pauses(name).await?;
        pauses.retain(|pause| pause.holds_at(now));
        Ok(pauses)
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

    /// Pauses enforcement of one resource, or of all.
    pub(crate) async fn open_pause(
        &self,
        name: &BaselineName,
        resource: Option<Key>,
        ttl: SignedDuration,
        reason: &str,
    ) -> Result<Pause, EngineError> {
        let since = self.now();
        let pause = Pause {
            resource,
            id: Ulid::generate().to_string(),
            owner: self.actor.to_string(),
            reason: reason.to_owned(),
            since,
            until: end(since, ttl),
        };
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
        let pauses = self.store.pauses(name).await?;
        for pause in pauses.iter().filter(|pause| !pause.holds_at(now)) {
            for pause in self.store.end_pauses(name, Some(&pause.id)).await? {
                self.record(name, EventKind::PauseExpired { pause }).await?;
            }
        }
        Ok(())
    }
}

fn end(since: Timestamp, ttl: SignedDuration) -> Timestamp {
    since.saturating_add(ttl).unwrap_or(Timestamp::MAX)
}
