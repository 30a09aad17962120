//! The chain of events: unbroken under many writers, and telling when somebody tampers with it.

use std::sync::Arc;

use driftlock_core::{BrokenLink, Digest, Event};
use driftlock_store::{Backend, InMemory, Store, StoreError};
use futures::future::join_all;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::samples::{actor, at, event, name};

const DAY: i64 = 24 * 60 * 60;

async fn append_some(store: Store, writer: usize, events: u64) {
    for n in 0..events {
        let who = actor(&format!("writer {writer}"));
        store
            .append(&name("web"), at(1_000), &who, event(n))
            .await
            .unwrap();
    }
}

#[track_caller]
fn each_writer_in_order(events: &[Event], writers: usize, each: u64) {
    for writer in 0..writers {
        let who = actor(&format!("writer {writer}"));
        let mine: Vec<_> = events
            .iter()
            .filter(|event| event.body.actor == who)
            .map(|event| event.body.what.clone())
            .collect();
        assert_eq!(mine, (0..each).map(event).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_writers_extend_one_chain_in_a_directory() {
    let dir = TempDir::new().unwrap();
    let open = || crate::open(dir.path().to_str().unwrap()).unwrap();
    let writers = (0..16).map(|writer| tokio::spawn(append_some(open(), writer, 10)));
    let reader = open();
    let reading = tokio::spawn(async move {
        let mut seen = 0;
        while seen < 160 {
            let now = reader.verify(&name("web"), None).await.unwrap().events;
            assert!(now >= seen);
            seen = now;
        }
    });
    join_all(writers).await.into_iter().for_each(Result::unwrap);
    reading.await.unwrap();
    let events = open().events(&name("web")).await.unwrap();
    assert_eq!(events.len(), 160);
    each_writer_in_order(&events, 16, 10);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_number_of_writers_extends_one_chain(counts in prop::collection::vec(1_u64..12, 1..17)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let memory = Arc::new(InMemory::new());
            let writers = counts.iter().enumerate().map(|(writer, &count)| {
                tokio::spawn(append_some(Store::new(memory.clone()), writer, count))
            });
            join_all(writers).await.into_iter().for_each(Result::unwrap);
            let all: u64 = counts.iter().sum();
            let verified = Store::new(memory).verify(&name("web"), None).await.unwrap().events;
            assert_eq!(u64::try_from(verified).unwrap(), all);
        });
    }
}

#[cfg(unix)]
#[tokio::test]
async fn child_appends() {
    use crate::child::role;
    for writer in 0..4 {
        if let Some(place) = role(&format!("writer {writer}")) {
            let store = crate::open(place.to_str().unwrap()).unwrap();
            append_some(store, writer, 10).await;
        }
    }
}

#[cfg(unix)]
#[tokio::test]
async fn four_processes_extend_one_chain() {
    use crate::child::Child;
    let dir = TempDir::new().unwrap();
    let start = |writer| {
        Child::start(
            "history::child_appends",
            &format!("writer {writer}"),
            dir.path(),
        )
    };
    let children: Vec<Child> = (0..4).map(start).collect();
    children.into_iter().for_each(Child::finish);
    let store = crate::open(dir.path().to_str().unwrap()).unwrap();
    assert_eq!(store.verify(&name("web"), None).await.unwrap().events, 40);
    each_writer_in_order(&store.events(&name("web")).await.unwrap(), 4, 10);
}

#[tokio::test]
async fn nothing_happened_yet() {
    let store = Store::in_memory();
    assert_eq!(store.tip(&name("web")).await.unwrap(), None);
    assert_eq!(store.events(&name("web")).await.unwrap(), []);
    assert_eq!(store.events_since(&name("web"), at(0)).await.unwrap(), []);
    assert_eq!(store.verify(&name("web"), None).await.unwrap().events, 0);
}

#[tokio::test]
async fn the_drift_seen_last_is_kept_until_it_is_seen_anew() {
    let (store, web, who) = (Store::in_memory(), name("web"), actor("ada"));
    let drift = Some(Digest::of_bytes(b"drift"));
    let seen = async || store.tip(&web).await.unwrap().unwrap().drift;
    store.append(&web, at(1), &who, event(1)).await.unwrap();
    assert_eq!(seen().await, None);
    store
        .append_with_drift(&web, at(2), &who, event(1), drift.clone())
        .await
        .unwrap();
    let last = store.append(&web, at(3), &who, event(1)).await.unwrap();
    assert_eq!(seen().await, drift);
    assert_eq!(store.tip(&web).await.unwrap().unwrap().event, last);
    store
        .append_with_drift(&web, at(4), &who, event(1), None)
        .await
        .unwrap();
    assert_eq!(seen().await, None);
}

/// A chain with one event on each of `days`, and the memory under it.
async fn chain(days: &[i64]) -> (Store, Arc<InMemory>, Vec<Event>) {
    let memory = Arc::new(InMemory::new());
    let store = Store::new(memory.clone());
    let mut events = Vec::new();
    for day in days {
        let (web, who) = (name("web"), actor("ada"));
        let appended = store.append(&web, at(day * DAY), &who, event(7)).await;
        events.push(appended.unwrap());
    }
    (store, memory, events)
}

async fn files(memory: &InMemory) -> Vec<String> {
    let mut keys = memory.list("events/web/").await.unwrap();
    keys.retain(|key| !key.ends_with("/tip.json"));
    keys
}

#[tokio::test]
async fn events_lie_in_the_folder_of_their_day() {
    let (_, memory, events) = chain(&[0, 59, 364]).await;
    let expected = ["1970/01/01", "1970/03/01", "1970/12/31"]
        .iter()
        .zip(&events)
        .map(|(day, event)| format!("events/web/{day}/{}.json", event.body.id));
    assert_eq!(files(&memory).await, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn a_clock_that_goes_back_changes_no_order() {
    let (store, _, events) = chain(&[10, 5, 20, 20, 1]).await;
    assert_eq!(store.events(&name("web")).await.unwrap(), events);
    assert_eq!(store.verify(&name("web"), None).await.unwrap().events, 5);
    let ids: Vec<_> = events.iter().map(|event| &event.body.id).collect();
    assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
}

#[tokio::test]
async fn only_what_happened_since_is_given() {
    let (store, memory, events) = chain(&[0, 1, 2, 40, 41, 400, 5, 401]).await;
    for since in [-1, 0, 1, 3, 39, 40, 41, 42, 399, 400, 401, 402] {
        let mut expected = events.clone();
        expected.retain(|event| event.body.at >= at(since * DAY));
        let found = store
            .events_since(&name("web"), at(since * DAY))
            .await
            .unwrap();
        assert_eq!(found, expected, "{since}");
    }
    let old = &files(&memory).await[0];
    memory.tamper(old, "not looked at");
    assert_eq!(
        store
            .events_since(&name("web"), at(DAY))
            .await
            .unwrap()
            .len(),
        7
    );
    store.events_since(&name("web"), at(0)).await.unwrap_err();
}

#[tokio::test]
async fn an_event_whose_writer_died_is_read_and_its_file_is_written_next() {
    let (_, memory, events) = chain(&[1, 2, 3]).await;
    let last = files(&memory).await.pop().unwrap();
    memory.remove(&last).unwrap();
    let store = Store::new(memory.clone());
    assert_eq!(store.events(&name("web")).await.unwrap(), events);
    assert_eq!(store.verify(&name("web"), None).await.unwrap().events, 3);
    store
        .append(&name("web"), at(4 * DAY), &actor("bob"), event(1))
        .await
        .unwrap();
    assert_eq!(files(&memory).await.len(), 4);
    assert_eq!(store.verify(&name("web"), None).await.unwrap().events, 4);
}

/// Tampers with a chain of five, and checks what verification says.
async fn check(tamper: impl AsyncFn(&InMemory, &[String]), expected: &str) {
    let (_, memory, _) = chain(&[1, 2, 3, 4, 5]).await;
    let keys = files(&memory).await;
    tamper(&memory, &keys).await;
    let store = Store::new(memory.clone());
    let error = store.verify(&name("web"), None).await.unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    assert!(!error.help().is_empty());
}

async fn text(memory: &InMemory, key: &str) -> String {
    String::from_utf8(memory.get(key).await.unwrap().unwrap().bytes).unwrap()
}

#[tokio::test]
async fn a_deleted_event_is_found() {
    for n in 0..4 {
        let said = format!("event {} does not follow event {n}: one was deleted", n + 2);
        check(async |memory, keys| drop(memory.remove(&keys[n])), &said).await;
    }
}

#[tokio::test]
async fn an_altered_event_is_found() {
    for n in 0..5 {
        let alter = async |memory: &InMemory, keys: &[String]| {
            let altered = text(memory, &keys[n]).await.replace("ada", "eve");
            memory.tamper(&keys[n], altered);
        };
        check(alter, &format!("event {} (", n + 1)).await;
    }
}

#[tokio::test]
async fn an_event_altered_with_a_fitting_hash_is_found() {
    for (n, said) in [(2, "event 4 does not follow event 3"), (4, "event 5 (")] {
        let reseal = async |memory: &InMemory, keys: &[String]| {
            let mut event: Event = serde_json::from_str(&text(memory, &keys[n]).await).unwrap();
            event.body.actor = actor("eve");
            let forged = Event::seal(event.body).unwrap();
            memory.tamper(&keys[n], driftlock_core::canonical_json(&forged).unwrap());
        };
        check(reseal, said).await;
    }
}

#[tokio::test]
async fn events_that_changed_places_are_found() {
    let swap = async |memory: &InMemory, keys: &[String]| {
        let (one, two) = (text(memory, &keys[1]).await, text(memory, &keys[2]).await);
        memory.tamper(&keys[1], two);
        memory.tamper(&keys[2], one);
    };
    check(swap, "which belongs elsewhere").await;
}

#[tokio::test]
async fn an_inserted_event_is_found() {
    for day in ["1970/01/03", "1970/01/06", "2030/01/01"] {
        let insert = async |memory: &InMemory, keys: &[String]| {
            let copy = text(memory, &keys[3]).await;
            memory.tamper(
                &format!("events/web/{day}/01J9Z3MZV0A1B2C3D4E5F6G7H8.json"),
                copy,
            );
        };
        check(insert, "was inserted").await;
    }
    let after = async |memory: &InMemory, keys: &[String]| {
        let copy = text(memory, &keys[3]).await;
        memory.tamper(
            "events/web/2024/10/12/01J9Z3MZV0A1B2C3D4E5F6G7H8.json",
            copy,
        );
    };
    check(after, "was inserted").await;
}

#[tokio::test]
async fn a_damaged_event_is_named() {
    check(
        async |memory, keys| memory.tamper(&keys[1], "{\"version\":1"),
        "1970/01/03/",
    )
    .await;
    check(
        async |memory, keys| memory.tamper(&keys[1], "{\"version\":9}"),
        "layout is version 9",
    )
    .await;
}

#[tokio::test]
async fn a_chain_without_its_tip_is_neither_read_nor_extended() {
    let (_, memory, _) = chain(&[1, 2]).await;
    memory.remove("events/web/tip.json");
    let store = Store::new(memory);
    let web = name("web");
    for error in [
        store.verify(&web, None).await.unwrap_err(),
        store.events(&web).await.unwrap_err(),
        store
            .append(&web, at(0), &actor("ada"), event(1))
            .await
            .unwrap_err(),
    ] {
        assert!(matches!(error, StoreError::TipMissing { .. }), "{error}");
        assert!(
            error.help().contains("`events/web/tip.json`"),
            "{}",
            error.help()
        );
    }
}

#[tokio::test]
async fn an_altered_tip_is_not_built_upon() {
    let (_, memory, _) = chain(&[1, 2]).await;
    let altered = text(&memory, "events/web/tip.json")
        .await
        .replace("ada", "eve");
    memory.tamper("events/web/tip.json", altered);
    let store = Store::new(memory);
    for error in [
        store.verify(&name("web"), None).await.unwrap_err(),
        store
            .append(&name("web"), at(0), &actor("ada"), event(1))
            .await
            .unwrap_err(),
    ] {
        let altered = |link: &BrokenLink| matches!(link, BrokenLink::Altered { sequence: 2, .. });
        assert!(
            matches!(&error, StoreError::BrokenChain { link, .. } if altered(link)),
            "{error}"
        );
    }
}
