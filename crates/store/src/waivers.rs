//! Waivers: approved exceptions to policies.
//!
//! Each version of a waiver, and its retirement, is an object of its own that is written once. So
//! nothing of a waiver's past can be overwritten, whoever else writes.

use std::collections::BTreeMap;

use driftlock_core::{Retirement, Waiver, WaiverVersion};
use futures::stream::{self, StreamExt, TryStreamExt};

use crate::backoff::Backoff;
use crate::history::AT_ONCE;
use crate::record::{Record, encode};
use crate::store::Swap;
use crate::{Store, StoreError};

const PREFIX: &str = "waivers/";

impl Record for WaiverVersion {}
impl Record for Retirement {}

/// Which waivers are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those that were not retired, as they are now: of each its newest version alone.
    Standing,
    /// All there ever were, with every version.
    All,
}

/// What a listing tells of a waiver.
#[derive(Default)]
struct Listed {
    versions: Vec<u64>,
    retired: bool,
}

fn version_key(id: &str, number: u64) -> String {
    format!("{PREFIX}{id}/{number}.json")
}

fn retired_key(id: &str) -> String {
    format!("{PREFIX}{id}/retired.json")
}

impl Store {
    /// The waivers of this store, oldest first.
    ///
    /// # Errors
    /// A [`StoreError`] where they could not be read.
    pub async fn waivers(&self, which: Which) -> Result<Vec<Waiver>, StoreError> {
        let listed = self.listed(PREFIX).await?.into_iter();
        let wanted = listed.filter(|(_, listed)| which == Which::All || !listed.retired);
        let reads = wanted.map(|(id, mut listed)| {
            if which == Which::Standing {
                listed.versions = listed.versions.pop().into_iter().collect();
            }
            self.read_waiver(id, listed)
        });
        let waivers: Vec<Waiver> = stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
        Ok(waivers)
    }

    /// One waiver with every version; none where there never was one of this id.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read.
    pub async fn waiver(&self, id: &str) -> Result<Option<Waiver>, StoreError> {
        let listed = self.listed_one(id).await?;
        if listed.versions.is_empty() {
            return Ok(None);
        }
        self.read_waiver(id.to_owned(), listed).await.map(Some)
    }

    /// Adds a version to a waiver, the first one too, and gives back the waiver. Of two versions that
    /// are added at once both are kept; the later one holds. One that was retired is left as it is.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read or written.
    pub async fn add_waiver_version(
        &self,
        id: &str,
        version: &WaiverVersion,
    ) -> Result<Waiver, StoreError> {
        let mut backoff = Backoff::new(id);
        loop {
            let listed = self.listed_one(id).await?;
            let next = listed
                .versions
                .last()
                .map_or(1, |newest| newest.saturating_add(1));
            let waiver = self.read_waiver(id.to_owned(), listed).await?;
            // A write whose answer was lost on the way lost to itself.
            if waiver.retired.is_some() || waiver.current() == Some(version) {
                return Ok(waiver);
            }
            let key = version_key(id, next);
            if self.swap(&key, encode(version)?, None).await? == Swap::Won {
                let listed = self.listed_one(id).await?;
                return self.read_waiver(id.to_owned(), listed).await;
            }
            backoff.wait().await?;
        }
    }

    /// Retires a waiver and gives it back; one that was retired before stays as it was. None where
    /// there is no such waiver.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read or written.
    pub async fn retire_waiver(
        &self,
        id: &str,
        retirement: &Retirement,
    ) -> Result<Option<Waiver>, StoreError> {
        let Some(waiver) = self.waiver(id).await? else {
            return Ok(None);
        };
        if waiver.retired.is_none() {
            let key = retired_key(id);
            self.swap(&key, encode(retirement)?, None).await?;
        }
        self.waiver(id).await
    }

    async fn listed_one(&self, id: &str) -> Result<Listed, StoreError> {
        let mut all = self.listed(&format!("{PREFIX}{id}/")).await?;
        Ok(all.remove(id).unwrap_or_default())
    }

    /// What there is below `prefix`, by id.
    async fn listed(&self, prefix: &str) -> Result<BTreeMap<String, Listed>, StoreError> {
        let mut all: BTreeMap<String, Listed> = BTreeMap::new();
        for key in self.keys(prefix).await? {
            let parts = key.strip_prefix(PREFIX).and_then(|key| {
                let (id, file) = key.split_once('/')?;
                Some((id, file.strip_suffix(".json")?))
            });
            match parts {
                Some((id, "retired")) => all.entry(id.to_owned()).or_default().retired = true,
                Some((id, number)) => {
                    let versions = &mut all.entry(id.to_owned()).or_default().versions;
                    versions.extend(number.parse::<u64>().ok());
                    versions.sort_unstable();
                }
                None => {}
            }
        }
        // A retirement without what it ends is none of ours.
        all.retain(|_, listed| !listed.versions.is_empty());
        Ok(all)
    }

    async fn read_waiver(&self, id: String, listed: Listed) -> Result<Waiver, StoreError> {
        let mut versions = Vec::new();
        for number in listed.versions {
            let key = version_key(&id, number);
            versions.extend(self.load::<WaiverVersion>(&key).await?);
        }
        let retired = match listed.retired {
            true => self.load(&retired_key(&id)).await?,
            false => None,
        };
        Ok(Waiver {
            id,
            versions,
            retired,
        })
    }
}
