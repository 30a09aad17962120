//! Reading a part of a baseline's chain of events without reading the whole.
//!
//! Events lie in folders of years, months and days. They are walked from the newest day back, until
//! there is enough.

use std::collections::{BTreeMap, BTreeSet};

use driftlock_core::{BaselineName, Event, EventKind};
use jiff::{SignedDuration, Timestamp};

use crate::event_key::{day_of, id_in, is_event_key, time_of};
use crate::history::AT_ONCE;
use crate::{Store, StoreError};

/// How much later than its own time an event may lie: as much as the clocks of writers differ.
const SKEW: SignedDuration = SignedDuration::from_hours(24);
/// How many events after the making of a remediation are looked at first for its begin.
const NEAR: usize = 64;

/// Which events of a baseline to read; all of them by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// Only what happened at this time or later.
    pub since: Option<Timestamp>,
    /// Only what happened at this time or before. What a writer recorded whose clock was more than
    /// a day behind those of others may be left out.
    pub until: Option<Timestamp>,
    /// Only so many of the newest.
    pub newest: Option<usize>,
}

impl Range {
    fn holds(&self, at: Timestamp) -> bool {
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at <= until)
    }

    /// Whether an event with the id in `key` can be in it. An id never tells an earlier time than
    /// its event.
    fn may_hold(&self, key: &str) -> bool {
        let Some(time) = id_in(key).and_then(time_of) else {
            return false;
        };
        let time = time.as_millisecond();
        self.since
            .is_none_or(|since| time >= since.as_millisecond())
            && self.last().is_none_or(|last| time <= last.as_millisecond())
    }

    /// The latest time that an id in it tells.
    fn last(&self) -> Option<Timestamp> {
        let until = self.until?;
        Some(until.saturating_add(SKEW).unwrap_or(Timestamp::MAX))
    }

    /// Whether some day of the folder `path`, such as `2024/10`, can be in it.
    fn may_hold_folder(&self, path: &str) -> bool {
        let part = |at: Timestamp| day_of(at).chars().take(path.len()).collect::<String>();
        self.since.is_none_or(|since| *path >= *part(since))
            && self.last().is_none_or(|last| *path <= *part(last))
    }
}

/// A chain as it was when reading began.
struct Walk<'a> {
    store: &'a Store,
    name: &'a BaselineName,
    /// Events in the tip, by key.
    held: BTreeMap<String, Event>,
}

impl Store {
    /// The events of a baseline in `range`, oldest first. Days outside of it are not read, nor more
    /// events than it asks for.
    ///
    /// # Errors
    /// A [`StoreError`] where an event could not be read.
    pub async fn history(
        &self,
        name: &BaselineName,
        range: &Range,
    ) -> Result<Vec<Event>, StoreError> {
        self.history_of(name, range, &|_| true).await
    }

    /// As [`Store::history`], only those events that are `wanted`.
    ///
    /// # Errors
    /// As [`Store::history`].
    pub async fn history_of(
        &self,
        name: &BaselineName,
        range: &Range,
        wanted: &(dyn Fn(&Event) -> bool + Sync),
    ) -> Result<Vec<Event>, StoreError> {
        let Some(walk) = Walk::begin(self, name).await? else {
            return Ok(Vec::new());
        };
        let most = range.newest.unwrap_or(usize::MAX);
        let mut found: Vec<Event> = Vec::new();
        let mut folders = walk.folders("", range).await?;
        while let Some(folder) = folders.pop() {
            if found.len() >= most {
                break;
            }
            if !is_day(&folder) {
                folders.extend(walk.folders(&format!("{folder}/"), range).await?);
                continue;
            }
            let mut keys = walk.keys(&folder).await?;
            keys.retain(|key| range.may_hold(key));
            while found.len() < most && !keys.is_empty() {
                let some = most.saturating_sub(found.len()).min(AT_ONCE);
                let some = keys.split_off(keys.len().saturating_sub(some));
                let mut events = walk.load(some).await?;
                events.retain(|event| range.holds(event.body.at) && wanted(event));
                found.extend(events.into_iter().rev());
            }
        }
        found.truncate(most);
        found.sort_by_key(|event| event.body.sequence);
        Ok(found)
    }

    /// The events of a baseline that were appended after the one with the id `after`, oldest first;
    /// all of them where `after` is no id. Earlier days are not read.
    ///
    /// # Errors
    /// A [`StoreError`] where an event could not be read.
    pub async fn events_after(
        &self,
        name: &BaselineName,
        after: &str,
    ) -> Result<Vec<Event>, StoreError> {
        let Some(walk) = Walk::begin(self, name).await? else {
            return Ok(Vec::new());
        };
        // Ids grow with every append, whatever time the clock of a writer tells.
        let range = Range {
            since: time_of(after),
            ..Range::default()
        };
        let mut events = Vec::new();
        let mut folders = walk.folders("", &range).await?;
        while let Some(folder) = folders.pop() {
            if !is_day(&folder) {
                folders.extend(walk.folders(&format!("{folder}/"), &range).await?);
                continue;
            }
            let mut keys = walk.keys(&folder).await?;
            keys.retain(|key| id_in(key).is_some_and(|id| id > after));
            events.extend(walk.load(keys).await?);
        }
        events.sort_by_key(|event| event.body.sequence);
        Ok(events)
    }

    /// The event that began the restore with this id, and its baseline.
    ///
    /// The id, a ULID, tells when the remediation was made, just before the event: the few events
    /// from then on are looked at first, in every baseline, and the others only if it is not there.
    ///
    /// # Errors
    /// A [`StoreError`] where an event could not be read.
    pub async fn find_started(
        &self,
        remediation: &str,
    ) -> Result<Option<(BaselineName, Event)>, StoreError> {
        let Some(made) = time_of(remediation) else {
            return Ok(None);
        };
        let wanted = |event: &Event| match &event.body.what {
            EventKind::RestoreStarted { remediation: found } => found.id == remediation,
            _ => false,
        };
        let names = self.baselines().await?;
        for name in &names {
            let near = self.some_from(name, made).await?;
            if let Some(event) = near.into_iter().find(wanted) {
                return Ok(Some((name.clone(), event)));
            }
        }
        for name in names {
            let newest = self.tip(&name).await?;
            let newest = newest.and_then(|tip| time_of(&tip.event.body.id));
            // Made after the newest event, it was made by another clock.
            let since = newest.filter(|newest| made <= *newest).map(|_| made);
            let range = Range {
                since: since.map(|since| since.saturating_sub(SKEW).unwrap_or(Timestamp::MIN)),
                until: None,
                newest: Some(1),
            };
            let found = self.history_of(&name, &range, &wanted).await?;
            if let Some(event) = found.into_iter().next() {
                return Ok(Some((name, event)));
            }
        }
        Ok(None)
    }

    /// Some events of the day of `from` and the next one, the first that can have happened then.
    async fn some_from(
        &self,
        name: &BaselineName,
        from: Timestamp,
    ) -> Result<Vec<Event>, StoreError> {
        let Some(walk) = Walk::begin(self, name).await? else {
            return Ok(Vec::new());
        };
        let range = Range {
            since: Some(from),
            ..Range::default()
        };
        let next = from.saturating_add(SKEW).unwrap_or(Timestamp::MAX);
        let mut keys = walk.keys(&day_of(from)).await?;
        keys.extend(walk.keys(&day_of(next)).await?);
        keys.retain(|key| range.may_hold(key));
        keys.truncate(NEAR);
        walk.load(keys).await
    }
}

impl<'a> Walk<'a> {
    /// None where there are no events.
    async fn begin(store: &'a Store, name: &'a BaselineName) -> Result<Option<Self>, StoreError> {
        let Some(tip) = store.first_tip(name).await? else {
            return Ok(None);
        };
        let held = tip.by_key(name)?;
        Ok(Some(Self { store, name, held }))
    }

    fn root(&self) -> String {
        format!("events/{}/", self.name)
    }

    /// The folders directly in `path`, which is empty or ends in a slash, that are in `range`.
    async fn folders(&self, path: &str, range: &Range) -> Result<Vec<String>, StoreError> {
        let root = self.root();
        let within = format!("{root}{path}");
        let mut names: BTreeSet<String> = self.store.folders(&within).await?.into_iter().collect();
        // The newest day may have no file yet.
        for key in self.held.keys() {
            let first = key
                .strip_prefix(&within)
                .and_then(|rest| rest.split_once('/'));
            names.extend(first.map(|(first, _)| first.to_owned()));
        }
        let paths = names.into_iter().map(|name| format!("{path}{name}"));
        Ok(paths.filter(|path| range.may_hold_folder(path)).collect())
    }

    /// Keys of the events of a day, sorted.
    async fn keys(&self, day: &str) -> Result<Vec<String>, StoreError> {
        let folder = format!("{}{day}/", self.root());
        let newest = self.held.keys().next_back();
        let mut keys = self.store.keys(&folder).await?;
        keys.retain(|key| is_event_key(self.name, key) && Some(key) <= newest);
        keys.extend(
            self.held
                .keys()
                .filter(|key| key.starts_with(&folder))
                .cloned(),
        );
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    /// The events under `keys`, in their order.
    async fn load(&self, keys: Vec<String>) -> Result<Vec<Event>, StoreError> {
        let (held, files): (Vec<_>, Vec<_>) = keys
            .into_iter()
            .partition(|key| self.held.contains_key(key));
        let mut events: BTreeMap<String, Event> =
            self.store.load_events(files).await?.into_iter().collect();
        for key in held {
            let event = self.held.get(&key).cloned();
            events.extend(event.map(|event| (key, event)));
        }
        Ok(events.into_values().collect())
    }
}

/// Whether `folder` is a day, and not a year or a month.
fn is_day(folder: &str) -> bool {
    folder.matches('/').count() >= 2
}
