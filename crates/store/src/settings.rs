//! Enforcement and pauses of a baseline.

use driftlock_core::{BaselineName, Enforcement, Pause};
use serde::{Deserialize, Serialize};

use crate::backoff::Backoff;
use crate::record::{Record, decode, encode};
use crate::store::{Swap, edited};
use crate::{Store, StoreError};

#[derive(Serialize, Deserialize)]
struct EnforcementRecord {
    version: u32,
    settings: Enforcement,
}

impl Record for EnforcementRecord {}

#[derive(Serialize, Deserialize)]
struct PausesRecord {
    version: u32,
    pauses: Vec<Pause>,
}

impl Record for PausesRecord {}

fn enforcement_key(name: &BaselineName) -> String {
    format!("enforcement/{name}.json")
}

fn pauses_key(name: &BaselineName) -> String {
    format!("pauses/{name}.json")
}

impl Store {
    /// The settings of a baseline; the default, which changes nothing, where none were set.
    ///
    /// # Errors
    /// A [`StoreError`] where they could not be read.
    pub async fn enforcement(&self, name: &BaselineName) -> Result<Enforcement, StoreError> {
        let record: Option<EnforcementRecord> = self.load(&enforcement_key(name)).await?;
        Ok(record.map(|record| record.settings).unwrap_or_default())
    }

    /// Sets the settings of a baseline as a whole, a damaged record included. Of several writers
    /// the last one wins.
    ///
    /// # Errors
    /// [`StoreError::TooNew`] where a newer program set them, else a [`StoreError`] where they could
    /// not be written.
    pub async fn set_enforcement(
        &self,
        name: &BaselineName,
        settings: &Enforcement,
    ) -> Result<(), StoreError> {
        let key = enforcement_key(name);
        let bytes = encode(&EnforcementRecord {
            version: 1,
            settings: settings.clone(),
        })?;
        let mut backoff = Backoff::new(&key);
        loop {
            let current = self.object(&key).await?;
            if let Some(object) = &current {
                match decode::<EnforcementRecord>(&key, &object.bytes) {
                    Err(newer @ StoreError::TooNew { .. }) => return Err(newer),
                    Err(error) => tracing::warn!(%error, "damaged settings are replaced"),
                    Ok(_) => {}
                }
            }
            let version = current.map(|object| object.version);
            if self.swap(&key, bytes.clone(), version.as_ref()).await? == Swap::Won {
                return Ok(());
            }
            backoff.wait().await?;
        }
    }

    /// All pauses that were not ended, those that have run out included, by when they began.
    ///
    /// # Errors
    /// A [`StoreError`] where they could not be read.
    pub async fn pauses(&self, name: &BaselineName) -> Result<Vec<Pause>, StoreError> {
        let record: Option<PausesRecord> = self.load(&pauses_key(name)).await?;
        Ok(record.map(|record| record.pauses).unwrap_or_default())
    }

    /// Adds a pause, or extends the one with the same id to what is given.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be written.
    pub async fn add_pause(&self, name: &BaselineName, pause: Pause) -> Result<(), StoreError> {
        self.update_pauses(name, |pauses| {
            pauses.retain(|other| other.id != pause.id);
            pauses.push(pause.clone());
            pauses.sort_by(|a, b| (a.since, &a.id).cmp(&(b.since, &b.id)));
            Vec::new()
        })
        .await
        .map(|_| ())
    }

    /// Ends the pause with id `which`, or all of them, and gives back those that were ended. They
    /// stay in history.
    ///
    /// # Errors
    /// A [`StoreError`] where that could not be written.
    pub async fn end_pauses(
        &self,
        name: &BaselineName,
        which: Option<&str>,
    ) -> Result<Vec<Pause>, StoreError> {
        self.update_pauses(name, |pauses| {
            let all = std::mem::take(pauses);
            let (ended, kept) = all
                .into_iter()
                .partition(|pause| which.is_none_or(|id| id == pause.id));
            *pauses = kept;
            ended
        })
        .await
    }

    /// Applies `change`, which gives back the pauses that it took away.
    async fn update_pauses(
        &self,
        name: &BaselineName,
        mut change: impl FnMut(&mut Vec<Pause>) -> Vec<Pause> + Send,
    ) -> Result<Vec<Pause>, StoreError> {
        self.update(&pauses_key(name), |record: Option<PausesRecord>| {
            let before = record.map(|record| record.pauses).unwrap_or_default();
            let record = |pauses| PausesRecord { version: 1, pauses };
            Ok(edited(before, &mut change, record))
        })
        .await
    }
}
