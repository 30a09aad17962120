//! Reading a baseline's chain of events.

use std::collections::BTreeMap;

use driftlock_core::{BaselineName, BrokenLink, Event};
use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::{SignedDuration, Timestamp};

use crate::event_key::{day_of, event_key, is_event_key, time_of, tip_key};
use crate::tip::TipRecord;
use crate::{Store, StoreError};

/// How many events are read at once: enough to hide a bucket's latency.
const AT_ONCE: usize = 32;
/// With more days than this, listing everything is cheaper than listing day by day.
const MAX_DAYS: i64 = 31;

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
        Ok(in_sequence(self.chain(name, None).await?))
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
        let mut events = in_sequence(self.chain(name, Some(since)).await?);
        events.retain(|event| event.body.at >= since);
        Ok(events)
    }

    /// The chain up to the tip as it is now; days before `since` are left out.
    ///
    /// The tip is read first: every event before it had its file by then, so that no listing can
    /// miss one. What the listing shows beyond the tip is left for a later reader.
    pub(crate) async fn chain(
        &self,
        name: &BaselineName,
        since: Option<Timestamp>,
    ) -> Result<Chain, StoreError> {
        let Some(tip) = self.first_tip(name).await? else {
            return Ok(Chain::default());
        };
        let mut held = BTreeMap::new();
        for event in tip.events() {
            let Some(key) = event_key(name, &event.body.id) else {
                return Err(StoreError::Corrupt {
                    key: tip_key(name),
                    cause: format!("`{}` is no id of an event", event.body.id),
                });
            };
            held.insert(key, event.clone());
        }
        let newest = held.last_key_value().map(|(key, _)| key.clone());
        let mut chain = Chain::default();
        let mut keys = Vec::new();
        for key in self.event_files(name, since, &tip).await? {
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

    /// The keys of all event files, or of those from the day of `since` on, sorted.
    async fn event_files(
        &self,
        name: &BaselineName,
        since: Option<Timestamp>,
        tip: &TipRecord,
    ) -> Result<Vec<String>, StoreError> {
        let root = format!("events/{name}/");
        let from = since.map_or_else(String::new, |since| format!("{root}{}/", day_of(since)));
        let mut keys = Vec::new();
        for prefix in since
            .and_then(|since| days(since, tip.newest()?))
            .unwrap_or_else(|| vec![String::new()])
        {
            keys.extend(self.keys(&format!("{root}{prefix}")).await?);
        }
        let tip = tip_key(name);
        keys.retain(|key| key.ends_with(".json") && *key != tip && *key >= from);
        Ok(keys)
    }

    async fn load_events(&self, keys: Vec<String>) -> Result<Vec<(String, Event)>, StoreError> {
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

/// The folders of the days from `since` to the newest event, unless they are too many.
fn days(since: Timestamp, newest: &Event) -> Option<Vec<String>> {
    let end = time_of(&newest.body.id)?;
    let days = end.duration_since(since).as_hours() / 24 + 2;
    if days > MAX_DAYS {
        return None;
    }
    let last = day_of(end);
    let mut folders = Vec::new();
    for day in 0..days {
        let folder = day_of(
            since
                .checked_add(SignedDuration::from_hours(24 * day))
                .ok()?,
        );
        if folder <= last {
            folders.push(format!("{folder}/"));
        }
    }
    Some(folders)
}

fn in_sequence(chain: Chain) -> Vec<Event> {
    let mut events: Vec<Event> = chain.events.into_values().collect();
    events.sort_by_key(|event| event.body.sequence);
    events
}
