//! Enforcement and pauses of a baseline.

use driftlock_core::{BaselineName, Enforcement, Pause};
use jiff::Timestamp;
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

/// The pauses of a baseline that were not ended, and what became of its last deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pauses {
    /// Those that were not ended, by when they began. They may have run out.
    #[serde(rename = "pauses")]
    pub open: Vec<Pause>,
    /// That of a deployment which fell silent, until a pause is ended by somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapsed: Option<Pause>,
}

#[derive(Serialize, Deserialize)]
struct PausesRecord {
    version: u32,
    #[serde(flatten)]
    pauses: Pauses,
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

    /// The pauses of a baseline that were not ended, those that have run out included.
    ///
    /// # Errors
    /// A [`StoreError`] where they could not be read.
    pub async fn pauses(&self, name: &BaselineName) -> Result<Pauses, StoreError> {
        let record: Option<PausesRecord> = self.load(&pauses_key(name)).await?;
        Ok(record.map(|record| record.pauses).unwrap_or_default())
    }

    /// Adds a pause, or extends the one with the same id to what is given.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be written.
    pub async fn add_pause(&self, name: &BaselineName, pause: Pause) -> Result<(), StoreError> {
        self.update_pauses(name, |pauses| {
            pauses.lapsed.take_if(|lapsed| lapsed.id == pause.id);
            pauses.open.retain(|other| other.id != pause.id);
            pauses.open.push(pause.clone());
            pauses
                .open
                .sort_by(|a, b| (a.since, &a.id).cmp(&(b.since, &b.id)));
        })
        .await
    }

    /// Puts `pause` in the place of the one with the same id, and says whether it was still there.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be written.
    pub async fn renew_pause(
        &self,
        name: &BaselineName,
        pause: &Pause,
    ) -> Result<bool, StoreError> {
        self.update_pauses(name, |pauses| {
            let mut all = pauses.open.iter_mut();
            let same = all.find(|other| other.id == pause.id);
            same.map(|other| other.clone_from(pause)).is_some()
        })
        .await
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
            pauses.lapsed = None;
            taken(pauses, |pause| which.is_none_or(|id| id == pause.id))
        })
        .await
    }

    /// Ends the pauses that have run out at `now`, and gives them back. The last one that a deployment
    /// let run out is remembered as lapsed.
    ///
    /// # Errors
    /// A [`StoreError`] where that could not be written.
    pub async fn expire_pauses(
        &self,
        name: &BaselineName,
        now: Timestamp,
    ) -> Result<Vec<Pause>, StoreError> {
        self.update_pauses(name, |pauses| {
            let ended = taken(pauses, |pause| !pause.holds_at(now));
            let lapsed = ended.iter().rev().find(|pause| pause.lease.is_some());
            pauses.lapsed = lapsed.cloned().or(pauses.lapsed.take());
            ended
        })
        .await
    }

    async fn update_pauses<R: Send>(
        &self,
        name: &BaselineName,
        mut change: impl FnMut(&mut Pauses) -> R + Send,
    ) -> Result<R, StoreError> {
        self.update(&pauses_key(name), |record: Option<PausesRecord>| {
            let before = record.map(|record| record.pauses).unwrap_or_default();
            let record = |pauses| PausesRecord { version: 1, pauses };
            Ok(edited(before, &mut change, record))
        })
        .await
    }
}

/// Takes away the open pauses that `which` chooses.
fn taken(pauses: &mut Pauses, which: impl Fn(&Pause) -> bool) -> Vec<Pause> {
    let (taken, kept) = std::mem::take(&mut pauses.open)
        .into_iter()
        .partition(which);
    pauses.open = kept;
    taken
}
