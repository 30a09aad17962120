//! Proposals and quarantine of a baseline: what waits for a person.

use driftlock_core::{BaselineName, Proposal, Quarantine};
use serde::{Deserialize, Serialize};

use crate::record::Record;
use crate::store::edited;
use crate::{Store, StoreError};

#[derive(Serialize, Deserialize)]
struct ProposalsRecord {
    version: u32,
    proposals: Vec<Proposal>,
}

impl Record for ProposalsRecord {}

#[derive(Serialize, Deserialize)]
struct QuarantineRecord {
    version: u32,
    quarantine: Vec<Quarantine>,
}

impl Record for QuarantineRecord {}

fn proposals_key(name: &BaselineName) -> String {
    format!("proposals/{name}.json")
}

fn quarantine_key(name: &BaselineName) -> String {
    format!("quarantine/{name}.json")
}

impl Store {
    /// All proposals that were neither carried out nor void, oldest first.
    ///
    /// # Errors
    /// A [`StoreError`] where they could not be read.
    pub async fn proposals(&self, name: &BaselineName) -> Result<Vec<Proposal>, StoreError> {
        let record: Option<ProposalsRecord> = self.load(&proposals_key(name)).await?;
        Ok(record.map(|record| record.proposals).unwrap_or_default())
    }

    /// Changes the proposals by what `change` makes of them, and gives back its answer. `change` is
    /// asked again where somebody else changed them in between.
    ///
    /// # Errors
    /// A [`StoreError`] where they could not be written.
    pub async fn update_proposals<R: Send>(
        &self,
        name: &BaselineName,
        mut change: impl FnMut(&mut Vec<Proposal>) -> R + Send,
    ) -> Result<R, StoreError> {
        self.update(&proposals_key(name), |record: Option<ProposalsRecord>| {
            let before = record.map(|record| record.proposals).unwrap_or_default();
            Ok(edited(before, &mut change, |proposals| ProposalsRecord {
                version: 1,
                proposals,
            }))
        })
        .await
    }

    /// All attributes in quarantine, oldest first.
    ///
    /// # Errors
    /// A [`StoreError`] where they could not be read.
    pub async fn quarantine(&self, name: &BaselineName) -> Result<Vec<Quarantine>, StoreError> {
        let record: Option<QuarantineRecord> = self.load(&quarantine_key(name)).await?;
        Ok(record.map(|record| record.quarantine).unwrap_or_default())
    }

    /// Changes the quarantine by what `change` makes of it, and gives back its answer. `change` is
    /// asked again where somebody else changed it in between.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be written.
    pub async fn update_quarantine<R: Send>(
        &self,
        name: &BaselineName,
        mut change: impl FnMut(&mut Vec<Quarantine>) -> R + Send,
    ) -> Result<R, StoreError> {
        self.update(&quarantine_key(name), |record: Option<QuarantineRecord>| {
            let before = record.map(|record| record.quarantine).unwrap_or_default();
            Ok(edited(before, &mut change, |quarantine| QuarantineRecord {
                version: 1,
                quarantine,
            }))
        })
        .await
    }
}
