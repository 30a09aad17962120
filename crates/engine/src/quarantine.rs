//! The flap breaker: attributes that somebody keeps changing back are reverted no more.

use std::collections::BTreeMap;
use std::time::Duration;

use driftlock_core::{
    BaselineName, Drift, Enforcement, Event, EventKind, Key, Plan, Quarantine, reverts,
};
use jiff::Timestamp;

use crate::lease::Work;
use crate::{Engine, EngineError, Ledger};

/// How long to wait for the names of other actors, which are good to know and no more.
const PATIENCE: Duration = Duration::from_secs(5);

impl Ledger {
    /// Attributes that are not reverted any more, oldest first.
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be read.
    pub async fn quarantine(&self, name: &BaselineName) -> Result<Vec<Quarantine>, EngineError> {
        self.head(name).await?;
        Ok(self.store.quarantine(name).await?)
    }

    /// Lets attributes be reverted again: all that `which` picks. Answers what was released.
    ///
    /// # Errors
    /// The baseline does not exist, or the store could not be written.
    pub async fn release(
        &self,
        name: &BaselineName,
        which: impl Fn(&Quarantine) -> bool + Send + Sync,
        reason: &str,
    ) -> Result<Vec<Quarantine>, EngineError> {
        self.head(name).await?;
        let released = self
            .store
            .update_quarantine(name, |all| {
                let (released, kept) = std::mem::take(all).into_iter().partition(&which);
                *all = kept;
                released
            })
            .await?;
        let released: Vec<Quarantine> = released;
        for quarantine in &released {
            let what = EventKind::QuarantineReleased {
                quarantine: quarantine.clone(),
                reason: reason.to_owned(),
            };
            self.record(name, what).await?;
        }
        Ok(released)
    }

    pub(crate) async fn release_all(
        &self,
        name: &BaselineName,
        reason: &str,
    ) -> Result<(), EngineError> {
        self.release(name, |_| true, reason).await.map(|_| ())
    }
}

impl Engine {
    /// Puts attributes of the plan's restores into quarantine that were reverted too often of late.
    /// Answers whether there are any.
    pub(crate) async fn quarantine_flapping(
        &self,
        work: &Work<'_>,
        drift: &Drift,
        plan: &Plan,
        settings: &Enforcement,
    ) -> Result<bool, EngineError> {
        let rails = settings.guardrails;
        if rails.flap_limit == 0 || plan.to_restore().next().is_none() {
            return Ok(false);
        }
        let counts = reverts(&self.of_late(work.name, settings).await?);
        let mut caught = Vec::new();
        for planned in plan.to_restore() {
            let found = drift.resources.iter().find(|one| one.key == planned.key);
            let Some(resource) = found else { continue };
            for change in &resource.changes {
                let at = (planned.key.clone(), change.path.clone());
                let reverted = counts.get(&at).copied().unwrap_or(0);
                if reverted >= rails.flap_limit && !planned.withheld.contains(&change.path) {
                    caught.push(Quarantine {
                        key: at.0,
                        address: resource.address.clone(),
                        path: at.1,
                        since: self.ledger.now(),
                        reverted,
                        others: Vec::new(),
                    });
                }
            }
        }
        self.put_in_quarantine(work, caught, settings).await
    }

    /// Events of a baseline within the window in which reverts are counted.
    async fn of_late(
        &self,
        name: &BaselineName,
        settings: &Enforcement,
    ) -> Result<Vec<Event>, EngineError> {
        let since = self.window_began(settings);
        Ok(self.ledger.store.events_since(name, since).await?)
    }

    fn window_began(&self, settings: &Enforcement) -> Timestamp {
        let now = self.ledger.now();
        now.saturating_sub(settings.guardrails.flap_window)
            .unwrap_or(now)
    }

    async fn put_in_quarantine(
        &self,
        work: &Work<'_>,
        mut caught: Vec<Quarantine>,
        settings: &Enforcement,
    ) -> Result<bool, EngineError> {
        let mut others: BTreeMap<Key, Vec<String>> = BTreeMap::new();
        for quarantine in &mut caught {
            let key = &quarantine.key;
            if !others.contains_key(key) {
                others.insert(key.clone(), self.others(work.name, key, settings).await?);
            }
            quarantine.others = others.get(key).cloned().unwrap_or_default();
            let what = EventKind::Quarantined {
                quarantine: quarantine.clone(),
            };
            self.record(work, what).await?;
            tracing::warn!(
                baseline = %work.name, resource = %quarantine.key, path = quarantine.path,
                reverted = quarantine.reverted, "in quarantine: somebody keeps changing it back"
            );
        }
        let any = !caught.is_empty();
        if any {
            let store = &self.ledger.store;
            store
                .update_quarantine(work.name, |all| all.extend(caught.iter().cloned()))
                .await?;
        }
        Ok(any)
    }

    /// Who else changes a resource, as far as it is known: other baselines of this store that restore
    /// it, and who made the latest write calls on it, where the cloud tells.
    async fn others(
        &self,
        name: &BaselineName,
        key: &Key,
        settings: &Enforcement,
    ) -> Result<Vec<String>, EngineError> {
        let since = self.window_began(settings);
        let mut others = Vec::new();
        for other in self.ledger.store.baselines().await? {
            if other == *name {
                continue;
            }
            let events = self.of_late(&other, settings).await?;
            if reverts(&events).keys().any(|(reverted, _)| reverted == key) {
                others.push(format!("baseline `{other}` of this store"));
            }
        }
        match tokio::time::timeout(PATIENCE, self.cloud.actors(key, since)).await {
            Ok(Ok(actors)) => others.extend(actors),
            Ok(Err(error)) => tracing::debug!(%error, "who else changes it is not known"),
            Err(_) => tracing::debug!("who else changes it was not answered in time"),
        }
        Ok(others)
    }
}
