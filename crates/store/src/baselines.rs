//! Baselines: immutable revisions, and a head that points at the approved one.

use std::collections::BTreeSet;

use driftlock_core::{BaselineName, Digest, Head, Revision};
use serde::{Deserialize, Serialize};

use crate::record::{Record, decode, encode};
use crate::store::Swap;
use crate::{Store, StoreError, Version};

#[derive(Serialize, Deserialize)]
struct HeadRecord {
    version: u32,
    revision: u64,
    digest: Digest,
    /// Numbers below `revision` that were never approved: their writers died, or lost the race,
    /// between writing the revision and moving the head.
    #[serde(default)]
    skipped: BTreeSet<u64>,
}

impl Record for HeadRecord {}

impl HeadRecord {
    fn head(&self) -> Head {
        Head {
            revision: self.revision,
            digest: self.digest.clone(),
        }
    }
}

fn head_key(name: &BaselineName) -> String {
    format!("baselines/{name}/head.json")
}

fn revisions_prefix(name: &BaselineName) -> String {
    format!("baselines/{name}/revisions/")
}

fn revision_key(name: &BaselineName, revision: u64) -> String {
    format!("baselines/{name}/revisions/{revision}.json")
}

impl Store {
    /// The names of all baselines that have an approved revision, sorted.
    ///
    /// # Errors
    /// A [`StoreError`] where the store could not be listed.
    pub async fn baselines(&self) -> Result<Vec<BaselineName>, StoreError> {
        let keys = self.keys("baselines/").await?;
        let name = |key: &String| {
            let name = key.strip_prefix("baselines/")?.strip_suffix("/head.json")?;
            name.parse().ok()
        };
        // Keys are in the order of `a-b/`, `a/`: names alone are in another.
        let names: BTreeSet<BaselineName> = keys.iter().filter_map(name).collect();
        Ok(names.into_iter().collect())
    }

    /// The approved revision of a baseline; none where there is no such baseline.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read.
    pub async fn head(&self, name: &BaselineName) -> Result<Option<Head>, StoreError> {
        let record: Option<HeadRecord> = self.load(&head_key(name)).await?;
        Ok(record.map(|record| record.head()))
    }

    /// The numbers of all revisions that were ever approved, ascending. There may be gaps.
    ///
    /// # Errors
    /// A [`StoreError`] where they could not be listed.
    pub async fn revisions(&self, name: &BaselineName) -> Result<Vec<u64>, StoreError> {
        let Some(head) = self.load::<HeadRecord>(&head_key(name)).await? else {
            return Ok(Vec::new());
        };
        let mut numbers = self.written_revisions(name).await?;
        numbers.retain(|number| *number <= head.revision && !head.skipped.contains(number));
        Ok(numbers)
    }

    /// One revision.
    ///
    /// # Errors
    /// [`StoreError::NoRevision`] where there is none with this number, else a [`StoreError`] where
    /// it could not be read.
    pub async fn revision(
        &self,
        name: &BaselineName,
        revision: u64,
    ) -> Result<Revision, StoreError> {
        let key = revision_key(name, revision);
        let Some(found) = self.load::<Revision>(&key).await? else {
            return Err(StoreError::NoRevision {
                baseline: name.clone(),
                revision,
            });
        };
        if found.revision != revision || found.baseline != *name {
            let cause = format!(
                "it holds revision {} of baseline `{}`",
                found.revision, found.baseline
            );
            return Err(StoreError::Corrupt { key, cause });
        }
        Ok(found)
    }

    /// The number to give to the next revision: one more than any that was ever written, approved
    /// or not.
    ///
    /// # Errors
    /// A [`StoreError`] where the revisions could not be listed.
    pub async fn next_revision(&self, name: &BaselineName) -> Result<u64, StoreError> {
        let head = self.head(name).await?.map_or(0, |head| head.revision);
        let written = self.written_revisions(name).await?;
        Ok(written
            .last()
            .copied()
            .unwrap_or(0)
            .max(head)
            .saturating_add(1))
    }

    /// Adds `revision` and makes it the approved one, if the approved one still is `expected`. Its
    /// snapshot must have been stored before, its number come from [`Store::next_revision`].
    ///
    /// The revision is written first, then the head is moved. Whoever dies in between leaves the
    /// head as it was and a revision that was never approved; its number is not used again. Calling
    /// this again with the same revision completes it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where somebody else was faster, else a [`StoreError`] where it could
    /// not be written.
    pub async fn add_revision(
        &self,
        revision: &Revision,
        expected: Option<&Head>,
    ) -> Result<Head, StoreError> {
        let name = &revision.baseline;
        let conflict = || StoreError::Conflict {
            baseline: name.clone(),
            revision: revision.revision,
        };
        let (current, version) = self.head_object(name).await?;
        let before = current.as_ref().map(HeadRecord::head);
        let number = before.as_ref().map_or(0, |head| head.revision);
        if before.as_ref() != expected || revision.revision <= number {
            return Err(conflict());
        }
        self.write_revision(revision, conflict).await?;
        let mut skipped = current.map(|head| head.skipped).unwrap_or_default();
        let written = self.written_revisions(name).await?;
        skipped.extend(
            written
                .iter()
                .filter(|n| (number + 1..revision.revision).contains(n)),
        );
        let record = HeadRecord {
            version: 1,
            revision: revision.revision,
            digest: revision.digest.clone(),
            skipped,
        };
        let head = record.head();
        match self
            .swap(&head_key(name), encode(&record)?, version.as_ref())
            .await?
        {
            Swap::Won => Ok(head),
            // The answer to a first try may have been lost on the way.
            Swap::Lost if self.head(name).await?.as_ref() == Some(&head) => Ok(head),
            Swap::Lost => Err(conflict()),
        }
    }

    async fn head_object(
        &self,
        name: &BaselineName,
    ) -> Result<(Option<HeadRecord>, Option<Version>), StoreError> {
        let key = head_key(name);
        match self.object(&key).await? {
            Some(object) => Ok((Some(decode(&key, &object.bytes)?), Some(object.version))),
            None => Ok((None, None)),
        }
    }

    async fn write_revision(
        &self,
        revision: &Revision,
        conflict: impl Fn() -> StoreError + Send,
    ) -> Result<(), StoreError> {
        let key = revision_key(&revision.baseline, revision.revision);
        let bytes = encode(revision)?;
        if self.swap(&key, bytes.clone(), None).await? == Swap::Won {
            return Ok(());
        }
        match self.object(&key).await? {
            Some(object) if object.bytes == bytes => Ok(()),
            _ => Err(conflict()),
        }
    }

    /// The numbers of all revisions that were written, approved or not, ascending.
    async fn written_revisions(&self, name: &BaselineName) -> Result<Vec<u64>, StoreError> {
        let prefix = revisions_prefix(name);
        let keys = self.keys(&prefix).await?;
        let number = |key: &String| {
            key.strip_prefix(&prefix)?
                .strip_suffix(".json")?
                .parse()
                .ok()
        };
        let numbers: BTreeSet<u64> = keys.iter().filter_map(number).collect();
        Ok(numbers.into_iter().collect())
    }
}
