//! Copying a store to another place.
//!
//! What never changes goes first: snapshots, revisions, events. Then come settings, then the tips,
//! and last the heads, which make a baseline seen. So a copy that was interrupted shows nothing
//! that is not whole, and the same copy again goes on where it ended. Leases are not copied: they
//! hold for a place.

use std::collections::{BTreeMap, BTreeSet};

use driftlock_core::{BaselineName, Digest};
use futures::stream::{self, StreamExt};

use crate::backoff::Backoff;
use crate::event_key::tip_key;
use crate::history::AT_ONCE;
use crate::record::encode;
use crate::snapshots::check_packed;
use crate::store::{MARKER, Swap};
use crate::tip::TipRecord;
use crate::{Store, StoreError, Version};

/// The most objects that are written at a step, and the most bytes unless one is larger.
const MOST: usize = 256;
const LARGEST: usize = 8 << 20;

/// What a copy has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Objects that were written.
    pub objects: usize,
    /// Bytes of them.
    pub bytes: usize,
    /// Objects that were there already.
    pub present: usize,
    /// Baselines whose histories were verified.
    pub baselines: usize,
    /// Events in them.
    pub events: usize,
}

/// A baseline's chain in both places.
struct Pair {
    name: BaselineName,
    /// Keys of its events that may have no file, or another one, at the destination.
    keys: Vec<String>,
    /// The tip to come to; none where there are no events.
    tip: Option<TipRecord>,
    /// State of the tip at the destination.
    expected: Option<Version>,
    newest: Option<Digest>,
}

struct Copying<'a> {
    from: &'a Store,
    to: &'a Store,
    progress: &'a (dyn Fn(Copied) + Sync),
    /// Keys at the destination when the copy began.
    there: BTreeSet<String>,
    done: Copied,
}

impl Store {
    /// Copies everything but leases to the store `to`, and tells `progress` as it goes on. Every
    /// history is verified here before and there afterwards. What is there already is left as it
    /// is, so that a copy that was interrupted is completed by copying again.
    ///
    /// A baseline that exists there is brought up to date if its history there is the beginning of
    /// the one here. Nothing may work on it there meanwhile. What is added here meanwhile is for
    /// the next copy.
    ///
    /// # Errors
    /// [`StoreError::SamePlace`]; [`StoreError::OtherHistory`] where a baseline went on there or is
    /// another one, before anything is written; [`StoreError::OtherObject`]; the errors of
    /// [`Store::verify`]; else a [`StoreError`] where something could not be read or written.
    pub async fn copy_to(
        &self,
        to: &Self,
        progress: &(dyn Fn(Copied) + Sync),
    ) -> Result<Copied, StoreError> {
        if self.is_same_place(to) {
            return Err(StoreError::SamePlace {
                from: self.url().to_owned(),
                to: to.url().to_owned(),
            });
        }
        let copying = Copying {
            from: self,
            to,
            progress,
            there: to.keys("").await?.into_iter().collect(),
            done: Copied::default(),
        };
        copying.run().await
    }
}

/// What a key names, as far as copying is concerned.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Written once.
    Fixed,
    /// Replaced from time to time.
    Record,
    Head,
    /// An event or a tip, copied with its chain.
    Event,
    /// Not copied.
    Left,
}

fn kind_of(key: &str) -> Kind {
    let (first, rest) = key.split_once('/').unwrap_or((key, ""));
    match first {
        _ if key == MARKER => Kind::Left,
        "leases" => Kind::Left,
        "events" => Kind::Event,
        "snapshots" | "secrets" | "waivers" => Kind::Fixed,
        "baselines" if rest.ends_with("/head.json") => Kind::Head,
        "baselines" => Kind::Fixed,
        _ => Kind::Record,
    }
}

/// The baseline in the key of an event, a revision or a head.
fn name_in(key: &str) -> Option<BaselineName> {
    let mut parts = key.split('/');
    matches!(parts.next()?, "events" | "baselines").then_some(())?;
    parts.next()?.parse().ok()
}

impl Copying<'_> {
    async fn run(mut self) -> Result<Copied, StoreError> {
        // Heads are read first: the history that is read later tells how each came to be.
        let heads = self.from.keys("baselines/").await?;
        let heads = heads.into_iter().filter(|key| kind_of(key) == Kind::Head);
        let heads = self.read(heads.collect()).await?;
        let keys = self.from.keys("").await?;
        let names: BTreeSet<BaselineName> = keys.iter().filter_map(|key| name_in(key)).collect();
        let mut pairs = Vec::new();
        for name in names {
            pairs.push(self.compare(name, &heads).await?);
        }
        let of_kind = |kind| keys.iter().filter(move |key| kind_of(key) == kind).cloned();
        self.copy_fixed(of_kind(Kind::Fixed).collect()).await?;
        for pair in &mut pairs {
            self.copy_fixed(std::mem::take(&mut pair.keys)).await?;
        }
        let records = self.read(of_kind(Kind::Record).collect()).await?;
        self.copy_records(records).await?;
        for pair in pairs {
            self.complete(pair).await?;
        }
        self.copy_records(heads).await?;
        Ok(self.done)
    }

    /// Verifies a chain at the source, and that what there is of it at the destination is its
    /// beginning.
    async fn compare(
        &mut self,
        name: BaselineName,
        heads: &BTreeMap<String, Vec<u8>>,
    ) -> Result<Pair, StoreError> {
        let source = self.from.closed_chain(&name).await?.sound(&name)?;
        let (there, expected) = self.to.tip_object(&name).await?;
        let mut is_same = true;
        let mut present = 0;
        if there.newest().is_some() {
            let begun = self.to.chain(&name).await?.sound(&name)?.events;
            present = begun.len();
            let same = present.checked_sub(1).and_then(|n| source.events.get(n));
            is_same = same.map(|event| &event.hash) == begun.last().map(|event| &event.hash);
        } else {
            let key = format!("baselines/{name}/head.json");
            if self.there.contains(&key) {
                let head = self.to.object(&key).await?.map(|object| object.bytes);
                is_same = head.as_ref() == heads.get(&key);
            }
        }
        let folder = format!("events/{name}/");
        let known: BTreeSet<&String> = source.keys.iter().collect();
        let tip = tip_key(&name);
        let others = self.there.range(folder.clone()..);
        let mut others = others.take_while(|key| key.starts_with(&folder));
        if !is_same || others.any(|key| *key != tip && !known.contains(key)) {
            return Err(StoreError::OtherHistory {
                baseline: name,
                to: self.to.url().to_owned(),
            });
        }
        // The files of events that are in the tip there may be missing.
        let keys = (0..).zip(source.keys);
        let keys = keys.filter(|(n, key)| *n >= present || !self.there.contains(key));
        let keys: Vec<String> = keys.map(|(_, key)| key).collect();
        self.done.present += source.events.len().saturating_sub(keys.len());
        self.done.baselines += 1;
        self.done.events += source.events.len();
        Ok(Pair {
            name,
            keys,
            tip: source.tip.map(|tip| tip.copied(&there)),
            expected,
            newest: source.events.last().map(|event| event.hash.clone()),
        })
    }

    /// The objects under `keys` at the source; what is gone is left out.
    async fn read(&self, keys: Vec<String>) -> Result<BTreeMap<String, Vec<u8>>, StoreError> {
        let mut objects = BTreeMap::new();
        let reads = keys.into_iter().map(|key| self.read_one(key));
        let mut reads = stream::iter(reads).buffered(AT_ONCE);
        while let Some(read) = reads.next().await {
            objects.extend(read?);
        }
        Ok(objects)
    }

    async fn read_one(&self, key: String) -> Result<Option<(String, Vec<u8>)>, StoreError> {
        let object = self.from.object(&key).await?;
        if let Some(object) = &object
            && key.starts_with("snapshots/")
        {
            check_packed(&key, object.bytes.clone()).await?;
        }
        Ok(object.map(|object| (key, object.bytes)))
    }

    /// Copies what is written once and never changes.
    async fn copy_fixed(&mut self, keys: Vec<String>) -> Result<(), StoreError> {
        let (there, missing): (Vec<_>, Vec<_>) =
            keys.into_iter().partition(|key| self.there.contains(key));
        for keys in there.chunks(MOST) {
            for (key, bytes) in self.read(keys.to_vec()).await? {
                self.expect(&key, bytes).await?;
                self.done.present += 1;
            }
        }
        let mut batch: Vec<(String, Vec<u8>)> = Vec::new();
        let mut size = 0;
        for keys in missing.chunks(AT_ONCE) {
            for (key, bytes) in self.read(keys.to_vec()).await? {
                size += bytes.len();
                batch.push((key, bytes));
                if batch.len() >= MOST || size >= LARGEST {
                    self.write(std::mem::take(&mut batch)).await?;
                    size = 0;
                }
            }
        }
        self.write(batch).await
    }

    async fn write(&mut self, batch: Vec<(String, Vec<u8>)>) -> Result<(), StoreError> {
        let bytes: usize = batch.iter().map(|(_, bytes)| bytes.len()).sum();
        let objects = batch.len();
        if objects > 0 {
            self.to.create_all(batch).await?;
            self.wrote(objects, bytes);
        }
        Ok(())
    }

    fn wrote(&mut self, objects: usize, bytes: usize) {
        self.done.objects += objects;
        self.done.bytes += bytes;
        (self.progress)(self.done);
    }

    /// Checks that the destination has these `bytes` under `key`. A damaged snapshot is mended.
    async fn expect(&mut self, key: &str, bytes: Vec<u8>) -> Result<(), StoreError> {
        let Some(found) = self.to.object(key).await? else {
            return self.write(vec![(key.to_owned(), bytes)]).await;
        };
        if found.bytes == bytes {
            return Ok(());
        }
        if !key.starts_with("snapshots/") {
            return Err(StoreError::OtherObject {
                key: key.to_owned(),
                to: self.to.url().to_owned(),
            });
        }
        // Another release of the compressor writes other bytes for the same snapshot.
        if check_packed(key, found.bytes).await.is_err() {
            self.to.swap(key, bytes, Some(&found.version)).await?;
        }
        Ok(())
    }

    /// Copies what is replaced from time to time.
    async fn copy_records(&mut self, records: BTreeMap<String, Vec<u8>>) -> Result<(), StoreError> {
        for (key, bytes) in records {
            let mut backoff = Backoff::new(&key);
            loop {
                let found = self.to.object(&key).await?;
                if found.as_ref().is_some_and(|found| found.bytes == bytes) {
                    self.done.present += 1;
                    break;
                }
                let expected = found.map(|found| found.version);
                if self.to.swap(&key, bytes.clone(), expected.as_ref()).await? == Swap::Won {
                    self.wrote(1, bytes.len());
                    break;
                }
                backoff.wait().await?;
            }
        }
        Ok(())
    }

    /// Moves the tip at the destination, and verifies the chain there.
    async fn complete(&mut self, pair: Pair) -> Result<(), StoreError> {
        let (name, key) = (&pair.name, tip_key(&pair.name));
        if let Some(tip) = pair.tip {
            let bytes = encode(&tip)?;
            let found = self.to.object(&key).await?;
            if found.is_some_and(|found| found.bytes == bytes) {
                self.done.present += 1;
            } else {
                let size = bytes.len();
                let swap = self.to.swap(&key, bytes.clone(), pair.expected.as_ref());
                let lost = swap.await? == Swap::Lost;
                // The answer to a first try may have been lost on the way.
                if lost
                    && self
                        .to
                        .object(&key)
                        .await?
                        .is_none_or(|found| found.bytes != bytes)
                {
                    return Err(StoreError::OtherHistory {
                        baseline: pair.name,
                        to: self.to.url().to_owned(),
                    });
                }
                self.wrote(1, size);
            }
        }
        self.to.verify(name, pair.newest.as_ref()).await?;
        Ok(())
    }
}
