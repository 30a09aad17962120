//! Reading a baseline's chain of events, and verifying it.

use driftlock_core::{BaselineName, BrokenLink, Event, Tip, verify_chain};
use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::{SignedDuration, Timestamp};
use ulid::Ulid;

use crate::chain::{day_of, event_key, tip_key};
use crate::{Store, StoreError};

/// How many events are read at once: enough to hide a bucket's latency.
const AT_ONCE: usize = 32;
/// With more days than this, listing everything is cheaper than listing day by day.
const MAX_DAYS: i64 = 31;

/// The events of a baseline, as far as they were committed when reading began.
#[derive(Default)]
struct Chain {
    /// By key, which is the order in which they were appended.
    events: Vec<(String, Event)>,
    /// Keys after the newest event: appended since reading began, or put there by hand.
    beyond: Vec<String>,
    /// Keys that no appender gives.
    foreign: Vec<String>,
    tip: Option<Tip>,
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

    /// Checks that a baseline's events form one unbroken chain up to the newest, each in its own
    /// file, and that there are no others. Gives their number.
    ///
    /// # Errors
    /// [`StoreError::BrokenChain`], [`StoreError::Misplaced`], [`StoreError::Inserted`] or
    /// [`StoreError::TipMissing`] for a chain that was changed by hand; [`StoreError::Corrupt`] for
    /// a file that is no event.
    pub async fn verify(&self, name: &BaselineName) -> Result<usize, StoreError> {
        let chain = self.closed_chain(name).await?;
        for (key, event) in &chain.events {
            let body = &event.body;
            if body.baseline != *name || event_key(name, &body.id).as_ref() != Some(key) {
                return Err(StoreError::Misplaced {
                    baseline: name.clone(),
                    key: key.clone(),
                    id: body.id.clone(),
                });
            }
        }
        let events: Vec<Event> = chain.events.into_iter().map(|(_, event)| event).collect();
        let broken = |link| StoreError::BrokenChain {
            baseline: name.clone(),
            link,
        };
        verify_chain(&events).map_err(broken)?;
        match (events.last(), chain.tip) {
            (Some(last), Some(tip)) if *last != tip.event => Err(broken(BrokenLink::Altered {
                sequence: last.body.sequence,
                id: last.body.id.clone(),
            })),
            _ => Ok(events.len()),
        }
    }

    /// The chain, after making sure that nothing was put beside it.
    async fn closed_chain(&self, name: &BaselineName) -> Result<Chain, StoreError> {
        let chain = self.chain(name, None).await?;
        let mut inserted = chain.foreign.first();
        if let (None, Some(last)) = (inserted, chain.beyond.last()) {
            // A file is written after the tip was moved to it, so that a tip read now has come at
            // least as far as whatever appenders wrote.
            let reached = self.tip(name).await?;
            let reached = reached.and_then(|tip| event_key(name, &tip.event.body.id));
            inserted = reached
                .is_none_or(|reached| *last > reached)
                .then_some(last);
        }
        match inserted {
            None => Ok(chain),
            Some(key) => Err(StoreError::Inserted {
                baseline: name.clone(),
                key: key.clone(),
            }),
        }
    }

    /// The chain up to the tip as it is now; days before `since` are left out.
    ///
    /// The tip is read first: every event before it had its file by then, so that no listing can
    /// miss one. What the listing shows beyond the tip is left for a later reader.
    async fn chain(
        &self,
        name: &BaselineName,
        since: Option<Timestamp>,
    ) -> Result<Chain, StoreError> {
        let Some(tip) = self.first_tip(name).await? else {
            return Ok(Chain::default());
        };
        let Some(newest) = event_key(name, &tip.event.body.id) else {
            return Err(StoreError::Corrupt {
                key: tip_key(name),
                cause: format!("`{}` is no id of an event", tip.event.body.id),
            });
        };
        let mut chain = Chain::default();
        let mut keys = Vec::new();
        for key in self.event_files(name, since, &tip).await? {
            if !is_event_key(name, &key) {
                chain.foreign.push(key);
            } else if key > newest {
                chain.beyond.push(key);
            } else {
                keys.push(key);
            }
        }
        chain.events = self.load_events(keys).await?;
        if chain.events.last().is_none_or(|(key, _)| *key != newest) {
            chain.events.push((newest, tip.event.clone()));
        }
        chain.tip = Some(tip);
        Ok(chain)
    }

    /// The tip; none only where there are no events either.
    pub(crate) async fn first_tip(&self, name: &BaselineName) -> Result<Option<Tip>, StoreError> {
        if let Some(tip) = self.tip(name).await? {
            return Ok(Some(tip));
        }
        if !self.has_event_files(name).await? {
            return Ok(None);
        }
        match self.tip(name).await? {
            Some(tip) => Ok(Some(tip)),
            None => Err(StoreError::TipMissing {
                baseline: name.clone(),
                key: tip_key(name),
            }),
        }
    }

    /// The keys of all event files, or of those from the day of `since` on, sorted.
    async fn event_files(
        &self,
        name: &BaselineName,
        since: Option<Timestamp>,
        tip: &Tip,
    ) -> Result<Vec<String>, StoreError> {
        let root = format!("events/{name}/");
        let from = since.map_or_else(String::new, |since| format!("{root}{}/", day_of(since)));
        let mut keys = Vec::new();
        for prefix in since
            .and_then(|since| days(since, &tip.event))
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
    let end = Ulid::from_string(&newest.body.id).ok()?.timestamp_ms();
    let end = Timestamp::from_millisecond(i64::try_from(end).ok()?).ok()?;
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

/// Whether `key` is where the event with the id in its file name belongs.
fn is_event_key(name: &BaselineName, key: &str) -> bool {
    let id = key
        .rsplit('/')
        .next()
        .and_then(|file| file.strip_suffix(".json"));
    id.and_then(|id| event_key(name, id))
        .is_some_and(|right| right == key)
}

fn in_sequence(chain: Chain) -> Vec<Event> {
    let mut events: Vec<Event> = chain.events.into_iter().map(|(_, event)| event).collect();
    events.sort_by_key(|event| event.body.sequence);
    events
}
