//! Reading a baseline's chain of events.

use std::collections::BTreeMap;

use driftlock_core::{BaselineName, BrokenLink, Event};
use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;

use crate::event_key::{event_key, is_event_key, tip_key};
use crate::tip::TipRecord;
use crate::{Range, Store, StoreError};

/// How many events are read at once: enough to hide a bucket's latency.
pub(crate) const AT_ONCE: usize = 32;

/// The events of a baseline, as far as they were committed when reading began.
#[derive(Default)]
pub(crate) struct Chain {
    /// By key, which is the order in which they were appended.
    pub(crate) events: BTreeMap<String, Event>,
    /// Keys after the newest event: appended since reading began, or put there by hand.
    pub(crate) beyond: Vec<String>,
    /// Keys that no appender gives.
    pub(crate) foreign: Vec<String>,
    pub(crate) tip: Option<TipRecord>,
}

impl Store {
    /// Everything that happened to a baseline, oldest first. [`Store::verify`] tells whether it is
    /// what was written.
    ///
    /// # Errors
    /// A [`StoreError`] where an event could not be read.
    pub async fn events(&self, name: &BaselineName) -> Result<Vec<Event>, StoreError> {
        Ok(in_sequence(self.chain(name).await?))
    }

    /// What happened to a baseline at `since` or later, oldest first. Older days are not read.
    ///
    /// # Errors
    /// A [`StoreError`] where an event could not be read.
    pub async fn events_since(
        &self,
        name: &BaselineName,
        since: Timestamp,
    ) -> Result<Vec<Event>, StoreError> {
        let range = Range {
            since: Some(since),
            ..Range::default()
        };
        self.history(name, &range).await
    }

    /// The chain up to the tip as it is now.
    ///
    /// The tip is read first: every event before it had its file by then, so that no listing can
    /// miss one. What the listing shows beyond the tip is left for a later reader.
    pub(crate) async fn chain(&self, name: &BaselineName) -> Result<Chain, StoreError> {
        let Some(tip) = self.first_tip(name).await? else {
            return Ok(Chain::default());
        };
        let held = tip.by_key(name)?;
        let newest = held.last_key_value().map(|(key, _)| key.clone());
        let mut chain = Chain::default();
        let mut keys = Vec::new();
        let root = format!("events/{name}/");
        for key in self.keys(&root).await? {
            if key == tip_key(name) || !key.ends_with(".json") {
                continue;
            }
            if !is_event_key(name, &key) {
                chain.foreign.push(key);
            } else if Some(&key) > newest.as_ref() {
                chain.beyond.push(key);
            } else {
                keys.push(key);
            }
        }
        chain.events = held;
        chain.events.extend(self.load_events(keys).await?);
        chain.tip = Some(tip);
        Ok(chain)
    }

    /// The tip, with its event; none only where there are no events either.
    pub(crate) async fn first_tip(
        &self,
        name: &BaselineName,
    ) -> Result<Option<TipRecord>, StoreError> {
        let tip = async || {
            let tip = self.tip_record(name).await?;
            Ok::<_, StoreError>(tip.filter(|tip| tip.newest().is_some()))
        };
        if let Some(tip) = tip().await? {
            return Ok(Some(tip));
        }
        if !self.has_event_files(name).await? {
            return Ok(None);
        }
        match tip().await? {
            Some(tip) => Ok(Some(tip)),
            None => Err(StoreError::TipMissing {
                baseline: name.clone(),
                key: tip_key(name),
            }),
        }
    }

    /// The event with this id, be it in the tip only.
    ///
    /// # Errors
    /// [`StoreError::NoEvent`]; [`StoreError::BrokenChain`] for one that was altered; else a
    /// [`StoreError`] where it could not be read.
    pub async fn event(&self, name: &BaselineName, id: &str) -> Result<Event, StoreError> {
        let mut found = match event_key(name, id) {
            Some(key) => self.load::<Event>(&key).await?,
            None => None,
        };
        if found.is_none() {
            let tip = self.tip_record(name).await?;
            let mut held = tip.iter().flat_map(TipRecord::events);
            found = held.find(|event| event.body.id == id).cloned();
        }
        let Some(event) = found else {
            return Err(StoreError::NoEvent {
                baseline: name.clone(),
                id: id.to_owned(),
            });
        };
        if event.body.id != id || !event.is_intact() {
            return Err(StoreError::BrokenChain {
                baseline: name.clone(),
                link: BrokenLink::Altered {
                    sequence: event.body.sequence,
                    id: id.to_owned(),
                },
            });
        }
        Ok(event)
    }

    pub(crate) async fn load_events(
        &self,
        keys: Vec<String>,
    ) -> Result<Vec<(String, Event)>, StoreError> {
        let loads = keys.into_iter().map(|key| self.load_event(key));
        let loaded: Vec<Option<(String, Event)>> =
            stream::iter(loads).buffered(AT_ONCE).try_collect().await?;
        Ok(loaded.into_iter().flatten().collect())
    }

    async fn load_event(&self, key: String) -> Result<Option<(String, Event)>, StoreError> {
        let event = self.load(&key).await?;
        Ok(event.map(|event| (key, event)))
    }
}

fn in_sequence(chain: Chain) -> Vec<Event> {
    let mut events: Vec<Event> = chain.events.into_values().collect();
    events.sort_by_key(|event| event.body.sequence);
    events
}
