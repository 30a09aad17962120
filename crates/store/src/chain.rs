//! Appending to a baseline's chain of events.
//!
//! The newest events are kept whole in `events/<name>/tip.json`, and moving that object by
//! compare-and-swap is what commits them: one, or some that belong together. Their own files are
//! written afterwards. Whoever appends next writes them first, should the one before have died in
//! between. So, at any moment, every event that is not in the tip has its file.
//!
//! The tip also keeps the highest fencing number of a lease. Who holds an older lease can append
//! nothing under it from then on, however late it wakes up.

use std::sync::PoisonError;

use driftlock_core::{Actor, BaselineName, Digest, Event, EventKind, Tip, canonical_json};
use jiff::Timestamp;

use crate::backoff::Backoff;
use crate::event_key::{event_key, tip_key};
use crate::record::{decode, encode};
use crate::store::Swap;
use crate::tip::TipRecord;
use crate::{Lease, Store, StoreError, Version};

/// The most events that one move of the tip commits.
const MOST: usize = 256;
/// The most bytes of events that one move of the tip commits, unless a single one is larger.
const LARGEST: usize = 1 << 20;

/// An event that is to be recorded.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub what: EventKind,
}

/// What an append depends on, and what it notes besides the event.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms<'a> {
    /// Nobody may have taken a later one.
    pub(crate) lease: Option<&'a Lease>,
    /// What was seen of drift, if it was looked at.
    pub(crate) drift: Option<Option<Digest>>,
}

impl Store {
    /// The newest event of a baseline, and the drift seen last; none where nothing happened yet.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read.
    pub async fn tip(&self, name: &BaselineName) -> Result<Option<Tip>, StoreError> {
        let record = self.tip_record(name).await?;
        Ok(record.and_then(TipRecord::into_tip))
    }

    /// Records that `what` happened `at` a time, by `actor`. It is durable when this returns.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be recorded; nothing may then be done that needs a
    /// record.
    pub async fn append(
        &self,
        name: &BaselineName,
        at: Timestamp,
        actor: &Actor,
        what: EventKind,
    ) -> Result<Event, StoreError> {
        let entry = Entry::new(at, actor, what);
        self.extend_by_one(name, entry, Terms::default()).await
    }

    /// As [`Store::append`], and in the same step notes the fingerprint of the `drift` that was
    /// seen, or none for in sync.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub async fn append_with_drift(
        &self,
        name: &BaselineName,
        at: Timestamp,
        actor: &Actor,
        what: EventKind,
        drift: Option<Digest>,
    ) -> Result<Event, StoreError> {
        let (lease, drift) = (None, Some(drift));
        let entry = Entry::new(at, actor, what);
        self.extend_by_one(name, entry, Terms { lease, drift })
            .await
    }

    /// As [`Store::append`], to the baseline of `lease`, if nobody took a later one.
    ///
    /// # Errors
    /// [`StoreError::LeaseLost`] where somebody did: nothing is recorded, and nothing more may be
    /// done under this lease. Else as [`Store::append`].
    pub async fn append_under(
        &self,
        lease: &Lease,
        at: Timestamp,
        actor: &Actor,
        what: EventKind,
    ) -> Result<Event, StoreError> {
        let (name, lease, drift) = (&lease.baseline, Some(lease), None);
        let entry = Entry::new(at, actor, what);
        self.extend_by_one(name, entry, Terms { lease, drift })
            .await
    }

    /// As [`Store::append_under`], and notes the drift as [`Store::append_with_drift`] does.
    ///
    /// # Errors
    /// As [`Store::append_under`].
    pub async fn append_with_drift_under(
        &self,
        lease: &Lease,
        at: Timestamp,
        actor: &Actor,
        what: EventKind,
        drift: Option<Digest>,
    ) -> Result<Event, StoreError> {
        let (name, lease, drift) = (&lease.baseline, Some(lease), Some(drift));
        let entry = Entry::new(at, actor, what);
        self.extend_by_one(name, entry, Terms { lease, drift })
            .await
    }

    /// Records all of `entries` in their order, many at a step: much faster than one by one. All
    /// are durable when this returns.
    ///
    /// # Errors
    /// As [`Store::append`]; some of the first may then have been recorded, without a gap.
    pub async fn append_all(
        &self,
        name: &BaselineName,
        entries: Vec<Entry>,
    ) -> Result<Vec<Event>, StoreError> {
        let mut events = Vec::with_capacity(entries.len());
        let mut rest = entries.as_slice();
        while let Some((batch, later)) = rest.split_at_checked(first_batch(rest)?)
            && !batch.is_empty()
        {
            let record = self.extend(name, batch, Terms::default()).await?;
            events.extend(record.events().cloned());
            rest = later;
        }
        Ok(events)
    }

    async fn extend_by_one(
        &self,
        name: &BaselineName,
        entry: Entry,
        terms: Terms<'_>,
    ) -> Result<Event, StoreError> {
        let record = self.extend(name, &[entry], terms).await?;
        record.newest().cloned().ok_or_else(|| StoreError::Corrupt {
            key: tip_key(name),
            cause: "it holds no event".to_owned(),
        })
    }

    /// Commits `entries`, and gives the tip that holds them and no others.
    async fn extend(
        &self,
        name: &BaselineName,
        entries: &[Entry],
        terms: Terms<'_>,
    ) -> Result<TipRecord, StoreError> {
        let key = tip_key(name);
        let mut backoff = Backoff::new(&key);
        let mut sent: Option<TipRecord> = None;
        loop {
            let (last, version) = self.tip_to_move(name).await?;
            if let Some(sent) = sent.take()
                && self.was_recorded(name, &sent, &last).await?
            {
                return Ok(sent);
            }
            if let Some(lease) = terms.lease {
                last.check_lease(lease)?;
            }
            self.settle(name, &last).await?;
            let open = self.open_of(name, &last).await?;
            let record = last.next(name, entries, &terms, open)?;
            if self.swap(&key, encode(&record)?, version.as_ref()).await? == Swap::Won {
                self.finish(name, &record).await;
                return Ok(record);
            }
            sent = Some(record);
            backoff.wait().await?;
        }
    }

    /// Closes the chain of a baseline to all leases before `lease`.
    pub(crate) async fn fence(&self, lease: &Lease) -> Result<(), StoreError> {
        let name = &lease.baseline;
        let key = tip_key(name);
        let mut backoff = Backoff::new(&key);
        loop {
            let (last, version) = self.tip_to_move(name).await?;
            last.check_lease(lease)?;
            if last.fencing == lease.fencing && last.open.is_some() {
                return Ok(());
            }
            let open = self.open_of(name, &last).await?;
            let record = encode(&last.fenced(lease.fencing, open))?;
            if self.swap(&key, record, version.as_ref()).await? == Swap::Won {
                return Ok(());
            }
            backoff.wait().await?;
        }
    }

    /// The highest fencing number that the chain of a baseline has seen.
    pub(crate) async fn fencing(&self, name: &BaselineName) -> Result<u64, StoreError> {
        Ok(self
            .tip_record(name)
            .await?
            .map_or(0, |record| record.fencing))
    }

    pub(crate) async fn tip_record(
        &self,
        name: &BaselineName,
    ) -> Result<Option<TipRecord>, StoreError> {
        self.load(&tip_key(name)).await
    }

    /// The tip to build upon, an empty one where there are no events.
    async fn tip_to_move(
        &self,
        name: &BaselineName,
    ) -> Result<(TipRecord, Option<Version>), StoreError> {
        loop {
            let (record, version) = self.tip_object(name).await?;
            // Whoever finds events without a tip that leads to them must not begin anew. But
            // somebody may just have written the first one.
            if record.newest().is_some() || self.first_tip(name).await?.is_none() {
                return Ok((record, version));
            }
        }
    }

    pub(crate) async fn tip_object(
        &self,
        name: &BaselineName,
    ) -> Result<(TipRecord, Option<Version>), StoreError> {
        let key = tip_key(name);
        let Some(object) = self.object(&key).await? else {
            return Ok((TipRecord::empty(), None));
        };
        let record: TipRecord = decode(&key, &object.bytes)?;
        record.check(name)?;
        Ok((record, Some(object.version)))
    }

    /// Whether events that lost the race were recorded all the same: a write whose answer was lost
    /// on the way, and that was sent again, loses to itself. Then the tip holds them or, as others
    /// went on from there, they have their files.
    async fn was_recorded(
        &self,
        name: &BaselineName,
        sent: &TipRecord,
        tip: &TipRecord,
    ) -> Result<bool, StoreError> {
        if tip.newest() == sent.newest() {
            self.finish(name, sent).await;
            return Ok(true);
        }
        let id = sent.newest().map(|event| event.body.id.as_str());
        match id.and_then(|id| event_key(name, id)) {
            Some(key) => Ok(self.load::<Event>(&key).await?.as_ref() == sent.newest()),
            None => Ok(false),
        }
    }

    /// Whether there is anything but a tip.
    pub(crate) async fn has_event_files(&self, name: &BaselineName) -> Result<bool, StoreError> {
        let tip = tip_key(name);
        let keys = self.keys(&format!("events/{name}/")).await?;
        Ok(keys.iter().any(|key| *key != tip))
    }

    /// Writes the files of events that are committed. Should that fail, the events are in the tip,
    /// and the next append tries again before it moves the tip.
    async fn finish(&self, name: &BaselineName, tip: &TipRecord) {
        if let Err(error) = self.settle(name, tip).await {
            tracing::warn!(baseline = %name, %error, "the newest events are recorded in the tip only");
        }
    }

    /// Sees to it that every event in the tip has its own file.
    async fn settle(&self, name: &BaselineName, tip: &TipRecord) -> Result<(), StoreError> {
        let Some(newest) = tip.newest().map(|event| &event.body.id) else {
            return Ok(());
        };
        let known = || {
            self.settled()
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if known().get(name) == Some(newest) {
            return Ok(());
        }
        let mut files = Vec::new();
        for held in tip.held() {
            files.push((held.key(name)?, encode(held)?));
        }
        // What exists somebody else wrote, from the same tip.
        self.create_all(files).await?;
        known().insert(name.clone(), newest.clone());
        Ok(())
    }
}

impl Entry {
    fn new(at: Timestamp, actor: &Actor, what: EventKind) -> Self {
        Self {
            at,
            actor: actor.clone(),
            what,
        }
    }
}

/// How many of `entries` are committed by one move of the tip.
fn first_batch(entries: &[Entry]) -> Result<usize, StoreError> {
    let mut size = 0;
    for (n, entry) in entries.iter().take(MOST).enumerate() {
        size += canonical_json(&entry.what)?.len();
        if n > 0 && size > LARGEST {
            return Ok(n);
        }
    }
    Ok(entries.len().min(MOST))
}
