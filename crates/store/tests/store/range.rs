//! Reading a part of a long history, and how much is read for it.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use driftlock_core::{Event, EventKind};
use driftlock_store::{
    Backend, BackendError, Entry, InMemory, Object, Range, Store, StoreError, Version,
};
use jiff::Timestamp;
use ulid::Ulid;

use crate::samples::{actor, at, event, name, revision};
use crate::suite::Place;
use crate::tips::started;

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// Notes which keys are read and which prefixes are listed.
#[derive(Debug)]
struct Noting {
    memory: Arc<InMemory>,
    read: Mutex<Vec<String>>,
    listed: Mutex<Vec<String>>,
}

impl Noting {
    fn over(memory: &Arc<InMemory>) -> Arc<Self> {
        Arc::new(Self {
            memory: Arc::clone(memory),
            read: Mutex::default(),
            listed: Mutex::default(),
        })
    }

    /// How many events were read from files of their own, and how often was listed, since last
    /// asked.
    fn cost(&self) -> (usize, usize) {
        let read = std::mem::take(&mut *self.read.lock().unwrap());
        let listed = std::mem::take(&mut *self.listed.lock().unwrap());
        let events = read.iter().filter(|key| key.starts_with("events/"));
        (
            events.filter(|key| !key.ends_with("/tip.json")).count(),
            listed.len(),
        )
    }
}

#[async_trait]
impl Backend for Noting {
    fn url(&self) -> &str {
        self.memory.url()
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, BackendError> {
        self.read.lock().unwrap().push(key.to_owned());
        self.memory.get(key).await
    }

    async fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Version, BackendError> {
        self.memory.create(key, bytes).await
    }

    async fn replace(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: &Version,
    ) -> Result<Version, BackendError> {
        self.memory.replace(key, bytes, expected).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        self.listed.lock().unwrap().push(prefix.to_owned());
        self.memory.list(prefix).await
    }

    async fn folders(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        self.listed.lock().unwrap().push(prefix.to_owned());
        self.memory.folders(prefix).await
    }
}

fn entries(times: impl IntoIterator<Item = i64>) -> Vec<Entry> {
    let entry = |(n, second)| Entry {
        at: at(second),
        actor: actor("ada"),
        what: event(n),
    };
    (0..).zip(times).map(entry).collect()
}

/// A store with an event at each of `times`, and all of its events.
async fn chain(times: impl IntoIterator<Item = i64>) -> (Store, Arc<Noting>, Vec<Event>) {
    let memory = Arc::new(InMemory::new());
    let writer = Store::new(memory.clone());
    let events = writer
        .append_all(&name("web"), entries(times))
        .await
        .unwrap();
    let noting = Noting::over(&memory);
    (Store::new(noting.clone()), noting, events)
}

fn range(since: Option<i64>, until: Option<i64>, newest: Option<usize>) -> Range {
    Range {
        since: since.map(at),
        until: until.map(at),
        newest,
    }
}

fn expected(events: &[Event], range: &Range) -> Vec<Event> {
    let within = |at: Timestamp| {
        range.since.is_none_or(|since| at >= since) && range.until.is_none_or(|until| at <= until)
    };
    let mut kept: Vec<Event> = events.to_vec();
    kept.retain(|event| within(event.body.at));
    let skipped = range
        .newest
        .map_or(0, |most| kept.len().saturating_sub(most));
    kept.split_off(skipped)
}

#[tokio::test]
async fn a_part_of_a_long_history_is_read_without_the_rest() {
    let count = 20_000;
    let (store, noting, events) = chain((0..count).map(|n| n * 60)).await;
    let (web, end) = (name("web"), (count - 1) * 60);
    let parts = [
        // (range, events in it, how often may be listed)
        (range(Some(end - HOUR), None, None), 61, 5),
        (range(None, None, Some(50)), 50, 4),
        (range(None, None, Some(3)), 3, 4),
        (range(None, Some(end - 5 * DAY), Some(40)), 40, 5),
        (range(Some(0), Some(HOUR), None), 61, 5),
        (range(Some(end + 1), None, None), 0, 4),
        (range(None, None, Some(0)), 0, 4),
    ];
    for (range, found, listings) in parts {
        noting.cost();
        let events_found = store.history(&web, &range).await.unwrap();
        let (read, listed) = noting.cost();
        assert_eq!(events_found, expected(&events, &range), "{range:?}");
        assert_eq!(events_found.len(), found, "{range:?}");
        // Those within a day after `until` may be looked at, for a writer's clock may be behind.
        let looked_at = if range.until.is_some() { 24 * 60 } else { 0 };
        assert!(read <= found + looked_at, "{range:?}: {read} read");
        assert!(listed <= listings, "{range:?}: {listed} listings");
    }
}

#[tokio::test]
async fn a_sparse_history_is_walked_by_the_folders_that_there_are() {
    let times = [0, 1, 40, 41, 400, 401, 4_000, 40_000];
    let (store, noting, events) = chain(times.map(|day| day * DAY)).await;
    let web = name("web");
    for since in [None, Some(0), Some(40), Some(399), Some(4_000)] {
        for until in [None, Some(41), Some(401), Some(50_000)] {
            for newest in [None, Some(1), Some(3), Some(100)] {
                let day = |day: i64| day * DAY;
                let range = range(since.map(day), until.map(day), newest);
                let found = store.history(&web, &range).await.unwrap();
                assert_eq!(found, expected(&events, &range), "{range:?}");
            }
        }
    }
    noting.cost();
    store
        .history(&web, &range(None, None, Some(1)))
        .await
        .unwrap();
    let (read, listed) = noting.cost();
    assert_eq!((read, listed), (0, 4), "a year, a month, a day, its events");
}

#[tokio::test]
async fn clocks_that_disagree_hide_nothing_within_a_day() {
    let times = [10, 5, 20, 20, 1, 30, 12].map(|hour| hour * HOUR);
    let (store, _, events) = chain(times).await;
    for since in (0..32).map(|hour| hour * HOUR) {
        for until in [since, since + HOUR, since + 20 * HOUR] {
            let range = range(Some(since), Some(until), None);
            let found = store.history(&name("web"), &range).await.unwrap();
            assert_eq!(found, expected(&events, &range), "{range:?}");
        }
    }
}

#[tokio::test]
async fn the_newest_that_are_wanted_are_found_however_far_back() {
    let (store, _, events) = chain((0..500).map(|n| n * HOUR)).await;
    let wanted = |event: &Event| event.body.sequence.is_multiple_of(100);
    let range = range(None, None, Some(2));
    let found = store
        .history_of(&name("web"), &range, &wanted)
        .await
        .unwrap();
    assert_eq!(found, [events[399].clone(), events[499].clone()]);
}

pub(crate) async fn a_part_of_a_history_is_read(place: impl Place) {
    let web = name("web");
    let store = Store::new(place.reach());
    let times = [0, 1, 2, 33, 34, 400];
    let recorded = store.append_all(&web, entries(times.map(|day| day * DAY)));
    let events = recorded.await.unwrap();
    let again = Store::new(place.reach());
    for range in [
        range(None, None, Some(2)),
        range(Some(2 * DAY), None, None),
        range(Some(DAY), Some(34 * DAY), None),
        Range::default(),
    ] {
        let found = again.history(&web, &range).await.unwrap();
        assert_eq!(found, expected(&events, &range), "{range:?}");
    }
    let one = &events[3];
    assert_eq!(again.event(&web, &one.body.id).await.unwrap(), *one);
    let unknown = Ulid::from_parts(5, 5).to_string();
    for id in ["no id", unknown.as_str()] {
        let error = again.event(&web, id).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("baseline `web` has no event `{id}`")
        );
        assert!(matches!(error, StoreError::NoEvent { .. }));
    }
}

#[tokio::test]
async fn events_that_are_only_in_the_tip_are_read_too() {
    let memory = Arc::new(InMemory::new());
    let writer = Store::new(memory.clone());
    let times = (0..10).map(|n| n * 20 * HOUR);
    let events = writer
        .append_all(&name("web"), entries(times))
        .await
        .unwrap();
    let files = memory.list("events/web/1970/").await.unwrap();
    for key in files.iter().filter(|key| !key.ends_with("05.json")) {
        memory.remove(key);
    }
    let store = Store::new(memory);
    for most in [1, 4, 10] {
        let range = range(None, None, Some(most));
        let found = store.history(&name("web"), &range).await.unwrap();
        assert_eq!(found, expected(&events, &range), "{most}");
    }
    let first = &events[0];
    let found = store.event(&name("web"), &first.body.id).await.unwrap();
    assert_eq!(found, *first);
}

fn made_at(second: i64) -> String {
    let millisecond = u64::try_from(second * 1_000).unwrap();
    Ulid::from_parts(millisecond, 7).to_string()
}

#[tokio::test]
async fn the_begin_of_a_remediation_is_found_by_the_time_in_its_id() {
    let memory = Arc::new(InMemory::new());
    let writer = Store::new(memory.clone());
    let id = made_at(5_000 * 60);
    let mut all = entries((0..10_000).map(|n| n * 60));
    all.insert(
        5_000,
        Entry {
            at: at(5_000 * 60),
            actor: actor("ada"),
            what: started(&id),
        },
    );
    for other in ["api", "zoo"] {
        let times = (0..9_000).map(|n| n * 60);
        writer
            .append_all(&name(other), entries(times))
            .await
            .unwrap();
        writer
            .add_revision(&revision(other, 1), None)
            .await
            .unwrap();
    }
    writer.append_all(&name("web"), all).await.unwrap();
    writer
        .add_revision(&revision("web", 1), None)
        .await
        .unwrap();

    let noting = Noting::over(&memory);
    let store = Store::new(noting.clone());
    let (baseline, event) = store.find_started(&id).await.unwrap().unwrap();
    assert_eq!((baseline, event.body.what), (name("web"), started(&id)));
    let (read, _) = noting.cost();
    assert!(read <= 2 * 64, "{read} read");
    for unknown in [made_at(9_990 * 60), made_at(5_000_000_000), "x".to_owned()] {
        assert_eq!(
            store.find_started(&unknown).await.unwrap(),
            None,
            "{unknown}"
        );
    }
}

#[tokio::test]
async fn the_begin_of_a_remediation_is_found_although_clocks_disagree() {
    // Somebody's clock was months ahead; later events lie under its day.
    let store = Store::in_memory();
    let (web, ada) = (name("web"), actor("ada"));
    let ahead = (0..200).map(|n| 100 * DAY + n).collect::<Vec<_>>();
    store.append_all(&web, entries(ahead)).await.unwrap();
    let (early, late) = (made_at(2 * DAY), made_at(900 * DAY));
    for id in [&early, &late] {
        store
            .append(&web, at(2 * DAY), &ada, started(id))
            .await
            .unwrap();
    }
    store.add_revision(&revision("web", 1), None).await.unwrap();
    for id in [early, late] {
        let (_, event) = store.find_started(&id).await.unwrap().unwrap();
        let found = match event.body.what {
            EventKind::RestoreStarted { remediation } => remediation.id,
            other => panic!("{other:?}"),
        };
        assert_eq!(found, id);
    }
}

pub(crate) async fn folders_are_listed(place: impl Place) {
    let backend = place.reach();
    for key in ["a/b/c", "a/d", "a/b-c/d", "a/e/f/g", "h", "i/j"] {
        backend.create(key, b"x".to_vec()).await.unwrap();
    }
    for (prefix, folders) in [
        ("", &["a", "i"][..]),
        ("a/", &["b", "b-c", "e"]),
        ("a/e/", &["f"]),
        ("a/b/", &[]),
        ("nothing/", &[]),
    ] {
        assert_eq!(backend.folders(prefix).await.unwrap(), folders, "{prefix}");
    }
    let error = backend.folders("../").await.unwrap_err();
    assert!(matches!(error, BackendError::BadKey { .. }));
}

#[tokio::test]
async fn what_came_after_an_event_is_read_whatever_the_clocks_said() {
    // The third was appended by a writer whose clock is a year behind.
    let year = 365 * DAY;
    let (store, noting, events) = chain([0, DAY, DAY - year, 3 * DAY, 3 * DAY]).await;
    let web = name("web");
    let id = |n: usize| events[n].body.id.as_str();
    assert_eq!(store.events_after(&web, "").await.unwrap(), events);
    assert_eq!(store.events_after(&web, id(1)).await.unwrap(), events[2..]);
    noting.cost();
    assert_eq!(store.events_after(&web, id(3)).await.unwrap(), events[4..]);
    let (read, _) = noting.cost();
    assert!(read <= 1, "{read} events were read for one");
    assert_eq!(store.events_after(&web, id(4)).await.unwrap(), []);
    assert_eq!(store.events_after(&name("none"), "").await.unwrap(), []);
}
