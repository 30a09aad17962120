//! How far those who are told what happens to a baseline have been told.

use std::collections::BTreeMap;

use driftlock_core::BaselineName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::record::Record;
use crate::store::edited;
use crate::{Store, StoreError};

/// Who was told how much, and who tells at the moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// By a digest of the address that is told.
    pub told: BTreeMap<String, Told>,
    /// Set while somebody tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
}

/// How far one address was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Id of the newest event that it needs no word of any more; empty before the first.
    pub event: String,
    /// How often in a row it could not be told.
    #[serde(default)]
    pub failures: u32,
    /// It is not to be tried before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
}

/// Somebody is telling. It ends by itself, for whoever tells may die.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// A ULID.
    pub id: String,
    /// When it ends.
    pub until: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct NotifiedRecord {
    version: u32,
    #[serde(flatten)]
    notified: Notified,
}

impl Record for NotifiedRecord {}

fn notified_key(name: &BaselineName) -> String {
    format!("notified/{name}.json")
}

impl Store {
    /// Who was told how much of a baseline.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read.
    pub async fn notified(&self, name: &BaselineName) -> Result<Notified, StoreError> {
        let record: Option<NotifiedRecord> = self.load(&notified_key(name)).await?;
        Ok(record.map(|record| record.notified).unwrap_or_default())
    }

    /// Changes that by what `change` makes of it, and gives back its answer. `change` is asked again
    /// where somebody else changed it in between.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be written.
    pub async fn update_notified<R: Send>(
        &self,
        name: &BaselineName,
        mut change: impl FnMut(&mut Notified) -> R + Send,
    ) -> Result<R, StoreError> {
        self.update(&notified_key(name), |record: Option<NotifiedRecord>| {
            let before = record.map(|record| record.notified).unwrap_or_default();
            let record = |notified| NotifiedRecord {
                version: 1,
                notified,
            };
            Ok(edited(before, &mut change, record))
        })
        .await
    }
}
