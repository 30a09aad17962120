//! Appending to a baseline's chain of events.
//!
//! The newest event is kept whole in `events/<name>/tip.json`, and moving that object by
//! compare-and-swap is what commits an event. Its own file is written afterwards. Whoever appends
//! next writes it first, should the one before have died in between. So, at any moment, every event
//! but the newest has its file, and the newest is in the tip.

use std::sync::PoisonError;

use driftlock_core::{
    Actor, BaselineName, BrokenLink, Digest, Event, EventBody, EventKind, Tip, digest,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ulid::Ulid;

use crate::backoff::Backoff;
use crate::record::{Record, decode, encode};
use crate::store::Swap;
use crate::{Store, StoreError, Version};

#[derive(Serialize, Deserialize)]
struct TipRecord {
    version: u32,
    event: Event,
    #[serde(default)]
    drift: Option<Digest>,
}

impl Record for TipRecord {}

impl From<TipRecord> for Tip {
    fn from(record: TipRecord) -> Self {
        Self {
            event: record.event,
            drift: record.drift,
        }
    }
}

/// What an append does to the drift seen last.
enum Seen {
    AsBefore,
    Now(Option<Digest>),
}

pub(crate) fn tip_key(name: &BaselineName) -> String {
    format!("events/{name}/tip.json")
}

/// The day of `at` in UTC, as folders.
pub(crate) fn day_of(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%Y/%m/%d").to_string()
}

/// Where the event with this id is: under the day that the id tells. None for what is no id.
pub(crate) fn event_key(name: &BaselineName, id: &str) -> Option<String> {
    let millisecond = Ulid::from_string(id).ok()?.timestamp_ms();
    let at = Timestamp::from_millisecond(i64::try_from(millisecond).ok()?).ok()?;
    Some(format!("events/{name}/{}/{id}.json", day_of(at)))
}

/// An id that is greater than `previous` and tells the time `at`, or a later one where the clock of
/// the writer before was ahead.
fn next_id(at: Timestamp, previous: Option<Ulid>) -> Ulid {
    let fresh = Ulid::from_datetime(at.into());
    match previous {
        Some(previous) if fresh <= previous => previous
            .increment()
            .unwrap_or_else(|_| Ulid::from_parts(previous.timestamp_ms() + 1, 0)),
        _ => fresh,
    }
}

impl Store {
    /// The newest event of a baseline, and the drift seen last; none where nothing happened yet.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read.
    pub async fn tip(&self, name: &BaselineName) -> Result<Option<Tip>, StoreError> {
        let record: Option<TipRecord> = self.load(&tip_key(name)).await?;
        Ok(record.map(Tip::from))
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
        self.extend(name, at, actor, what, Seen::AsBefore).await
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
        self.extend(name, at, actor, what, Seen::Now(drift)).await
    }

    async fn extend(
        &self,
        name: &BaselineName,
        at: Timestamp,
        actor: &Actor,
        what: EventKind,
        seen: Seen,
    ) -> Result<Event, StoreError> {
        let key = tip_key(name);
        let mut backoff = Backoff::new(&key);
        let mut sent: Option<Event> = None;
        loop {
            let current = self.tip_object(name).await?;
            if let Some(sent) = sent.take()
                && self.was_recorded(name, &sent, current.as_ref()).await?
            {
                return Ok(sent);
            }
            let (last, version) = current.unzip();
            match &last {
                Some(last) => self.settle(name, &last.event).await?,
                // Somebody just wrote the first one.
                None if self.first_tip(name).await?.is_some() => continue,
                None => {}
            }
            let record = next_tip(name, at, actor, &what, &seen, last)?;
            if self.swap(&key, encode(&record)?, version.as_ref()).await? == Swap::Won {
                self.finish(name, &record.event).await;
                return Ok(record.event);
            }
            sent = Some(record.event);
            backoff.wait().await?;
        }
    }

    async fn tip_object(
        &self,
        name: &BaselineName,
    ) -> Result<Option<(TipRecord, Version)>, StoreError> {
        let key = tip_key(name);
        let Some(object) = self.object(&key).await? else {
            return Ok(None);
        };
        let record: TipRecord = decode(&key, &object.bytes)?;
        if digest(&record.event.body)? != record.event.hash {
            return Err(StoreError::BrokenChain {
                baseline: name.clone(),
                link: BrokenLink::Altered {
                    sequence: record.event.body.sequence,
                    id: record.event.body.id,
                },
            });
        }
        Ok(Some((record, object.version)))
    }

    /// Whether an event that lost the race was recorded all the same: a write whose answer was lost
    /// on the way, and that was sent again, loses to itself. Then the tip holds it or, as others
    /// went on from there, it has its file.
    async fn was_recorded(
        &self,
        name: &BaselineName,
        sent: &Event,
        tip: Option<&(TipRecord, Version)>,
    ) -> Result<bool, StoreError> {
        if tip.is_some_and(|(record, _)| record.event == *sent) {
            self.finish(name, sent).await;
            return Ok(true);
        }
        match event_key(name, &sent.body.id) {
            Some(key) => Ok(self.load::<Event>(&key).await?.as_ref() == Some(sent)),
            None => Ok(false),
        }
    }

    /// Whether there is anything but a tip.
    pub(crate) async fn has_event_files(&self, name: &BaselineName) -> Result<bool, StoreError> {
        let tip = tip_key(name);
        let keys = self.keys(&format!("events/{name}/")).await?;
        Ok(keys.iter().any(|key| *key != tip))
    }

    /// Writes the file of an event that is committed. Should that fail, the event is in the tip, and
    /// the next append tries again before it moves the tip.
    async fn finish(&self, name: &BaselineName, event: &Event) {
        if let Err(error) = self.settle(name, event).await {
            tracing::warn!(baseline = %name, event = %event.body.id, %error, "the event is recorded in the tip only");
        }
    }

    /// Sees to it that `event` has its own file.
    async fn settle(&self, name: &BaselineName, event: &Event) -> Result<(), StoreError> {
        let id = &event.body.id;
        let known = || {
            self.settled()
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if known().get(name) == Some(id) {
            return Ok(());
        }
        let Some(key) = event_key(name, id) else {
            return Err(StoreError::Corrupt {
                key: tip_key(name),
                cause: format!("`{id}` is no id of an event"),
            });
        };
        // Lost: somebody else wrote it, from the same tip.
        self.swap(&key, encode(event)?, None).await?;
        known().insert(name.clone(), id.clone());
        Ok(())
    }
}

fn next_tip(
    name: &BaselineName,
    at: Timestamp,
    actor: &Actor,
    what: &EventKind,
    seen: &Seen,
    last: Option<TipRecord>,
) -> Result<TipRecord, StoreError> {
    let previous = last.as_ref().map(|last| &last.event);
    let previous_id = previous.and_then(|event| Ulid::from_string(&event.body.id).ok());
    let event = Event::seal(EventBody {
        version: 1,
        id: next_id(at, previous_id).to_string(),
        sequence: previous.map_or(0, |event| event.body.sequence) + 1,
        baseline: name.clone(),
        at,
        actor: actor.clone(),
        previous: previous.map(|event| event.hash.clone()),
        what: what.clone(),
    })?;
    let drift = match seen {
        Seen::Now(drift) => drift.clone(),
        Seen::AsBefore => last.and_then(|last| last.drift),
    };
    Ok(TipRecord {
        version: 1,
        event,
        drift,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_whatever_the_clock_does() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let first = next_id(at(1_000), None);
        let same = next_id(at(1_000), Some(first));
        let back = next_id(at(1), Some(same));
        let later = next_id(at(2_000), Some(back));
        assert!(first < same && same < back && back < later);
        assert_eq!(later.timestamp_ms(), 2_000_000);
        let full = Ulid::from_parts(5, u128::MAX);
        assert_eq!(next_id(at(0), Some(full)), Ulid::from_parts(6, 0));
        assert_eq!(next_id(at(-5), None).timestamp_ms(), 0);
    }

    #[test]
    fn an_event_lies_under_the_day_that_its_id_tells() {
        let name = "web".parse().unwrap();
        let at: Timestamp = "2024-02-29T23:59:59.999Z".parse().unwrap();
        let id = next_id(at, None).to_string();
        assert_eq!(
            event_key(&name, &id).unwrap(),
            format!("events/web/2024/02/29/{id}.json")
        );
        assert_eq!(event_key(&name, "no id"), None);
        assert_eq!(event_key(&name, &Ulid::max().to_string()), None);
    }
}
