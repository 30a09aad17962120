//! The tip of a baseline's chain: its newest events, and what the next append must know.

use std::collections::BTreeMap;

use driftlock_core::{
    BaselineName, BrokenLink, Digest, Event, EventBody, EventKind, NotCanonical, Tip,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ulid::Ulid;

use crate::chain::{Entry, Terms};
use crate::event_key::{event_key, next_id, tip_key};
use crate::record::Record;
use crate::{Lease, StoreError};

/// Restores that were begun and not finished: id of the remediation, id of the event that began it.
pub(crate) type Open = BTreeMap<String, String>;

/// What is stored as `events/<name>/tip.json`. Layout 1 had `event` and `drift` only.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TipRecord {
    version: u32,
    /// The newest event; none before the first.
    event: Option<Held>,
    /// Those committed together with it, oldest first: their files may not exist yet either.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pending: Vec<Held>,
    /// Fingerprint of the drift seen last.
    #[serde(default)]
    drift: Option<Digest>,
    /// The highest fencing number of a lease on the baseline.
    #[serde(default)]
    pub(crate) fencing: u64,
    /// Not known for a tip of layout 1.
    #[serde(default)]
    pub(crate) open: Option<Open>,
}

/// An event with the JSON that it was read from: written again, it loses nothing that a newer
/// program put there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub(crate) struct Held {
    pub(crate) event: Event,
    json: Value,
}

impl Held {
    /// Where its file is.
    pub(crate) fn key(&self, name: &BaselineName) -> Result<String, StoreError> {
        let id = &self.event.body.id;
        event_key(name, id).ok_or_else(|| StoreError::Corrupt {
            key: tip_key(name),
            cause: format!("`{id}` is no id of an event"),
        })
    }
}

impl TryFrom<Value> for Held {
    type Error = serde_json::Error;

    fn try_from(json: Value) -> Result<Self, Self::Error> {
        let event = Event::deserialize(&json)?;
        Ok(Self { event, json })
    }
}

impl From<Held> for Value {
    fn from(held: Held) -> Self {
        held.json
    }
}

impl Record for Held {}

impl Record for TipRecord {
    const NEWEST: u32 = 2;
}

impl TipRecord {
    /// The tip of a chain without events.
    pub(crate) fn empty() -> Self {
        Self {
            version: Self::NEWEST,
            event: None,
            pending: Vec::new(),
            drift: None,
            fencing: 0,
            open: Some(Open::new()),
        }
    }

    /// What the rest of Driftlock sees of it.
    pub(crate) fn into_tip(self) -> Option<Tip> {
        let drift = self.drift;
        self.event.map(|Held { event, .. }| Tip { event, drift })
    }

    /// All events that it holds, oldest first.
    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.held().map(|held| &held.event)
    }

    /// As [`TipRecord::events`], as they are to be written.
    pub(crate) fn held(&self) -> impl Iterator<Item = &Held> {
        self.pending.iter().chain(&self.event)
    }

    /// All events that it holds, by the keys of their files.
    pub(crate) fn by_key(
        &self,
        name: &BaselineName,
    ) -> Result<BTreeMap<String, Event>, StoreError> {
        let keyed = |held: &Held| Ok((held.key(name)?, held.event.clone()));
        self.held().map(keyed).collect()
    }

    /// The newest event.
    pub(crate) fn newest(&self) -> Option<&Event> {
        self.event.as_ref().map(|held| &held.event)
    }

    /// The first of its events that is not what was written, or does not follow the one before.
    pub(crate) fn check(&self, name: &BaselineName) -> Result<(), StoreError> {
        let broken = |link| StoreError::BrokenChain {
            baseline: name.clone(),
            link,
        };
        let mut last: Option<&Event> = None;
        for event in self.events() {
            let body = &event.body;
            if !event.is_intact() {
                return Err(broken(BrokenLink::Altered {
                    sequence: body.sequence,
                    id: body.id.clone(),
                }));
            }
            if let Some(last) = last
                && (body.sequence != last.body.sequence + 1
                    || body.previous.as_ref() != Some(&last.hash))
            {
                return Err(broken(BrokenLink::OutOfOrder {
                    sequence: body.sequence,
                    previous: last.body.sequence,
                }));
            }
            last = Some(event);
        }
        Ok(())
    }

    /// Refuses what is to be written under `lease` once somebody took a later one.
    pub(crate) fn check_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        if self.fencing > lease.fencing {
            return Err(lease.lost());
        }
        Ok(())
    }

    /// The same tip, closed to all leases before the one with this number.
    pub(crate) fn fenced(self, fencing: u64, open: Open) -> Self {
        Self {
            version: Self::NEWEST,
            fencing,
            open: Some(open),
            ..self
        }
    }

    /// The same tip for a copy of the chain, in a place that saw leases of its own.
    pub(crate) fn copied(self, there: &Self) -> Self {
        Self {
            fencing: self.fencing.max(there.fencing),
            ..self
        }
    }

    /// The tip after `entries`, which are committed together.
    pub(crate) fn next(
        self,
        name: &BaselineName,
        entries: &[Entry],
        terms: &Terms<'_>,
        mut open: Open,
    ) -> Result<Self, StoreError> {
        let mut last = self.event;
        let mut pending = Vec::new();
        for (n, entry) in entries.iter().enumerate() {
            let event = seal(name, entry, last.as_ref().map(|held: &Held| &held.event))?;
            note(&mut open, &event);
            let json = serde_json::to_value(&event).map_err(NotCanonical::from)?;
            let before = last.replace(Held { event, json });
            pending.extend(before.filter(|_| n > 0));
        }
        let lease = terms.lease.map_or(0, |lease| lease.fencing);
        Ok(Self {
            version: Self::NEWEST,
            event: last,
            pending,
            drift: terms.drift.clone().unwrap_or(self.drift),
            fencing: self.fencing.max(lease),
            open: Some(open),
        })
    }
}

/// Keeps `open` up with `event`, which comes next.
pub(crate) fn note(open: &mut Open, event: &Event) {
    match &event.body.what {
        EventKind::RestoreStarted { remediation } => {
            open.insert(remediation.id.clone(), event.body.id.clone());
        }
        EventKind::RestoreFinished { remediation, .. } => {
            open.remove(remediation);
        }
        _ => {}
    }
}

fn seal(name: &BaselineName, entry: &Entry, previous: Option<&Event>) -> Result<Event, StoreError> {
    let previous_id = previous.and_then(|event| Ulid::from_string(&event.body.id).ok());
    Ok(Event::seal(EventBody {
        version: 1,
        id: next_id(entry.at, previous_id).to_string(),
        sequence: previous.map_or(0, |event| event.body.sequence) + 1,
        baseline: name.clone(),
        at: entry.at,
        actor: entry.actor.clone(),
        previous: previous.map(|event| event.hash.clone()),
        what: entry.what.clone(),
    })?)
}
