//! The tip of a chain: what it knows, what it holds back, and whom it keeps out.

use std::sync::Arc;

use driftlock_core::{BaselineName, Digest, Event, EventKind, Outcome, canonical_json};
use driftlock_store::{Backend, Entry, InMemory, Lease, Store, StoreError};
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::faulty::{Fault, Faulty};
use crate::samples::{actor, at, event, name};
use crate::suite::Place;

pub(crate) fn started(id: &str) -> EventKind {
    EventKind::RestoreStarted {
        remediation: serde_json::from_value(json!({
            "id": id,
            "revision": 1,
            "key": {"type": "aws_sqs_queue", "region": "eu-west-1", "id": "q"},
            "changes": [],
            "before": null,
            "approved": null,
            "calls": [],
        }))
        .unwrap(),
    }
}

fn finished(id: &str) -> EventKind {
    EventKind::RestoreFinished {
        remediation: id.to_owned(),
        outcome: Outcome::Restored,
        results: Vec::new(),
        after: None,
        error: None,
    }
}

async fn append(store: &Store, what: EventKind) -> Event {
    let (web, ada) = (name("web"), actor("ada"));
    store.append(&web, at(10), &ada, what).await.unwrap()
}

async fn open_ids(store: &Store) -> Vec<String> {
    let events = store.unfinished(&name("web")).await.unwrap();
    let id = |event: Event| match event.body.what {
        EventKind::RestoreStarted { remediation } => remediation.id,
        other => panic!("{other:?}"),
    };
    events.into_iter().map(id).collect()
}

pub(crate) fn entries(events: u64) -> Vec<Entry> {
    let entry = |n| Entry {
        at: at(i64::try_from(n).unwrap()),
        actor: actor("ada"),
        what: event(n),
    };
    (0..events).map(entry).collect()
}

pub(crate) async fn what_was_begun_and_not_finished_is_known(place: impl Place) {
    let store = Store::new(place.reach());
    assert_eq!(open_ids(&store).await, Vec::<String>::new());
    append(&store, event(1)).await;
    for id in ["a", "b", "c"] {
        append(&store, started(id)).await;
    }
    append(&store, event(2)).await;
    assert_eq!(open_ids(&store).await, ["a", "b", "c"]);
    append(&store, finished("b")).await;
    append(&store, finished("never begun")).await;
    assert_eq!(open_ids(&Store::new(place.reach())).await, ["a", "c"]);
    append(&store, finished("a")).await;
    append(&store, finished("c")).await;
    assert_eq!(open_ids(&store).await, Vec::<String>::new());
}

/// A chain as the first version wrote it: its tip says nothing of what is open.
fn old_chain() -> Arc<InMemory> {
    let memory = Arc::new(InMemory::new());
    let samples = include_str!("../../../core/src/event_samples.jsonl");
    let lines: Vec<&str> = samples.lines().take(4).collect();
    for (line, day) in lines.iter().zip([11, 11, 12, 12]) {
        let event: Event = serde_json::from_str(line).unwrap();
        let key = format!("events/web/2024/10/{day}/{}.json", event.body.id);
        memory.tamper(&key, *line);
    }
    let drift = Digest::of_bytes(b"drift");
    let newest = lines[3];
    let tip = format!("{{\"drift\":\"{drift}\",\"event\":{newest},\"version\":1}}");
    memory.tamper("events/web/tip.json", tip);
    memory.tamper("store.json", "{\"version\":1}");
    memory
}

#[tokio::test]
async fn a_tip_of_the_first_layout_is_read_and_carried_on() {
    let memory = old_chain();
    let store = Store::new(memory.clone());
    let web = name("web");
    assert_eq!(open_ids(&store).await, ["01J9Z3K8S0QW6T4N2B7M5XH1CD"]);
    assert_eq!(store.verify(&web, None).await.unwrap().events, 4);
    append(&store, started("new")).await;
    assert_eq!(
        open_ids(&store).await,
        ["01J9Z3K8S0QW6T4N2B7M5XH1CD", "new"]
    );
    append(&store, finished("01J9Z3K8S0QW6T4N2B7M5XH1CD")).await;
    // Whatever older events say is not asked again.
    memory.tamper("events/web/2024/10/11/01J9YYG772A1B2C3D4E5F6G7H8.json", "");
    assert_eq!(open_ids(&store).await, ["new"]);
    let drift = store.tip(&web).await.unwrap().unwrap().drift;
    assert_eq!(drift, Some(Digest::of_bytes(b"drift")));
}

/// A newer program wrote the newest event, with a field that this one does not know, and died
/// before it wrote the event's file.
#[tokio::test]
async fn what_a_newer_program_put_into_an_event_is_kept() {
    let memory = Arc::new(InMemory::new());
    let store = Store::new(memory.clone());
    let event_before = append(&store, event(1)).await;
    let mut newer = json!(event_before.body);
    newer["novelty"] = json!({"x": [1, 2.5]});
    newer["hash"] = json!(driftlock_core::digest(&newer).unwrap());
    let tip = json!({"version": 2, "event": newer, "drift": null, "fencing": 0, "open": {}});
    let key = format!("events/web/1970/01/01/{}.json", event_before.body.id);
    memory.tamper("events/web/tip.json", tip.to_string());
    memory.remove(&key);
    let next = Store::new(memory.clone());
    take(&next, at(0)).await.unwrap();
    append(&next, event(2)).await;
    assert_eq!(next.verify(&name("web"), None).await.unwrap().events, 2);
    let file = memory.get(&key).await.unwrap().unwrap().bytes;
    let file: serde_json::Value = serde_json::from_slice(&file).unwrap();
    assert_eq!(file, newer);
}

#[tokio::test]
async fn a_lease_keeps_what_an_old_tip_left_open() {
    let store = Store::new(old_chain());
    take(&store, at(0)).await.unwrap();
    assert_eq!(open_ids(&store).await, ["01J9Z3K8S0QW6T4N2B7M5XH1CD"]);
    assert_eq!(
        store.verify(&name("web"), None).await.unwrap().events,
        4,
        "a lease is no event"
    );
}

#[tokio::test]
async fn a_begin_that_was_deleted_is_not_passed_over() {
    let memory = Arc::new(InMemory::new());
    let store = Store::new(memory.clone());
    let begun = append(&store, started("a")).await;
    append(&store, event(1)).await;
    let key = format!("events/web/1970/01/01/{}.json", begun.body.id);
    let whole = memory.remove(&key).unwrap();
    let error = store.unfinished(&name("web")).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::NoEvent { id, .. } if *id == begun.body.id),
        "{error}"
    );
    let altered = String::from_utf8(whole).unwrap().replace("ada", "eve");
    memory.tamper(&key, altered);
    let error = store.unfinished(&name("web")).await.unwrap_err();
    assert!(matches!(error, StoreError::BrokenChain { .. }), "{error}");
}

const TTL: SignedDuration = SignedDuration::from_secs(60);

async fn take(store: &Store, now: Timestamp) -> Result<Lease, StoreError> {
    store.acquire_lease(&name("web"), "ada", TTL, now).await
}

#[track_caller]
fn lost<T: std::fmt::Debug>(result: Result<T, StoreError>) {
    let error = result.unwrap_err();
    assert!(matches!(error, StoreError::LeaseLost { .. }), "{error}");
}

pub(crate) async fn a_stalled_holder_records_nothing_more(place: impl Place) {
    let (web, ada) = (name("web"), actor("ada"));
    let (first, second) = (Store::new(place.reach()), Store::new(place.reach()));
    let drift = Some(Digest::of_bytes(b"drift"));
    let old = take(&first, at(0)).await.unwrap();
    first
        .append_under(&old, at(1), &ada, event(1))
        .await
        .unwrap();
    first
        .append_with_drift_under(&old, at(2), &ada, event(2), drift.clone())
        .await
        .unwrap();
    // It stalls; its time runs out, and somebody else takes over.
    let new = take(&second, at(100)).await.unwrap();
    lost(first.append_under(&old, at(101), &ada, started("a")).await);
    let late = first.append_with_drift_under(&old, at(101), &ada, event(3), None);
    lost(late.await);
    second
        .append_under(&new, at(102), &ada, event(3))
        .await
        .unwrap();
    first.append(&web, at(103), &ada, event(4)).await.unwrap();
    lost(first.append_under(&old, at(104), &ada, event(5)).await);
    let events = second.events(&web).await.unwrap();
    let what: Vec<_> = events.into_iter().map(|event| event.body.what).collect();
    assert_eq!(what, [event(1), event(2), event(3), event(4)]);
    assert_eq!(second.tip(&web).await.unwrap().unwrap().drift, drift);
}

#[tokio::test]
async fn a_fence_needs_no_event_and_no_record_of_the_lease_before() {
    let memory = Arc::new(InMemory::new());
    let store = Store::new(memory.clone());
    let old = take(&store, at(0)).await.unwrap();
    assert_eq!(store.tip(&name("web")).await.unwrap(), None);
    assert_eq!(store.events(&name("web")).await.unwrap(), []);
    memory.remove("leases/web.json");
    let new = take(&store, at(0)).await.unwrap();
    assert!(new.fencing > old.fencing, "{new:?}");
    let ada = actor("ada");
    lost(store.append_under(&old, at(1), &ada, event(1)).await);
    store
        .append_under(&new, at(1), &ada, event(1))
        .await
        .unwrap();
    assert_eq!(store.verify(&name("web"), None).await.unwrap().events, 1);
}

/// The old holder appends without pause while others take over, again and again: once a lease is
/// taken, nothing of a lease before it comes after.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_old_lease_follows_a_new_one() {
    let memory = Arc::new(InMemory::new());
    let store = || Store::new(memory.clone());
    let append_on = |lease: Lease, now| {
        let store = store();
        let who = actor(&format!("{:03}", lease.fencing));
        tokio::spawn(async move {
            for n in 0..200 {
                match store.append_under(&lease, now, &who, event(n)).await {
                    Ok(_) => {}
                    Err(StoreError::LeaseLost { .. } | StoreError::Busy { .. }) => return,
                    Err(error) => panic!("{error}"),
                }
            }
        })
    };
    let mut stalled = Vec::new();
    for n in 0..5 {
        let now = at(n * 1_000);
        let lease = take(&store(), now).await.unwrap();
        stalled.push(append_on(lease, now));
    }
    join_all(stalled).await.into_iter().for_each(Result::unwrap);
    let events = store().events(&name("web")).await.unwrap();
    let holders: Vec<_> = events
        .into_iter()
        .map(|event| event.body.actor.user)
        .collect();
    assert!(holders.is_sorted(), "{holders:?}");
}

pub(crate) async fn many_events_are_recorded_at_once(place: impl Place) {
    let web = name("web");
    let store = Store::new(place.reach());
    let before = append(&store, event(7)).await;
    let recorded = store.append_all(&web, entries(300)).await.unwrap();
    assert_eq!(recorded.len(), 300);
    let after = append(&store, event(8)).await;
    let again = Store::new(place.reach());
    let mut expected = vec![before];
    expected.extend(recorded);
    expected.push(after);
    assert_eq!(again.events(&web).await.unwrap(), expected);
    let verified = again.verify(&web, None).await.unwrap();
    assert_eq!(verified.events, 302);
    assert_eq!(verified.newest, expected.last().map(|e| e.hash.clone()));
    let keys = place.reach().list("events/web/1970/").await.unwrap();
    assert_eq!(keys.len(), 302);
    assert_eq!(store.append_all(&web, Vec::new()).await.unwrap(), []);
}

async fn kept(store: &Store, web: &BaselineName) -> u64 {
    let events = store.events(web).await.unwrap();
    for (n, found) in (0..).zip(&events) {
        assert_eq!(found.body.what, event(n));
    }
    u64::try_from(events.len()).unwrap()
}

#[tokio::test]
async fn a_death_in_the_middle_of_a_batch_leaves_a_chain_that_holds() {
    for fault in [Fault::DiesBefore, Fault::DiesAfter] {
        for well in 0..=26 {
            let memory = Arc::new(InMemory::new());
            let web = name("web");
            let dying = Store::new(Faulty::new(&memory, fault, well));
            let first = dying.append_all(&web, entries(12)).await;
            let case = format!("{fault:?} {well}");
            let next = Store::new(memory.clone());
            let seen = kept(&next, &web).await;
            assert!(
                seen == 12 || (seen == 0 && first.is_err()),
                "{case}: {seen}"
            );
            assert_eq!(next.verify(&web, None).await.unwrap().events as u64, seen);
            let last = actor("bob");
            next.append(&web, at(50), &last, event(seen)).await.unwrap();
            assert_eq!(kept(&next, &web).await, seen + 1, "{case}");
            let verified = next.verify(&web, None).await.unwrap();
            assert_eq!(verified.events as u64, seen + 1, "{case}");
            let files = memory.list("events/web/1970/").await.unwrap();
            assert_eq!(files.len() as u64, seen + 1, "{case}");
        }
    }
}

#[tokio::test]
async fn a_batch_whose_answer_was_lost_happens_once() {
    for well in 1..=14 {
        let memory = Arc::new(InMemory::new());
        let web = name("web");
        let store = Store::new(Faulty::new(&memory, Fault::AnswerLost, well));
        store.append_all(&web, entries(12)).await.unwrap();
        assert_eq!(store.verify(&web, None).await.unwrap().events, 12, "{well}");
    }
}

#[tokio::test]
async fn tampering_with_a_batch_is_found() {
    let tampered = async |change: &dyn Fn(&InMemory, &[String], &str)| {
        let memory = Arc::new(InMemory::new());
        let store = Store::new(memory.clone());
        store.append_all(&name("web"), entries(4)).await.unwrap();
        let keys = memory.list("events/web/1970/").await.unwrap();
        let second = memory.get(&keys[1]).await.unwrap().unwrap().bytes;
        change(&memory, &keys, &String::from_utf8(second).unwrap());
        let store = Store::new(memory);
        let verified = store.verify(&name("web"), None).await;
        let appended = store
            .append(&name("web"), at(9), &actor("ada"), event(9))
            .await;
        (verified, appended)
    };
    // Files: one in the tip is written again, one that was altered is found.
    let (verified, _) = tampered(&|memory, keys, _| drop(memory.remove(&keys[1]))).await;
    assert_eq!(verified.unwrap().events, 4);
    let (verified, _) = tampered(&|memory, keys, second| {
        memory.tamper(&keys[1], second.replace("ada", "eve"));
    })
    .await;
    assert!(matches!(verified, Err(StoreError::BrokenChain { .. })));
    let (verified, _) = tampered(&|memory, keys, second| {
        let mut event: Event = serde_json::from_str(second).unwrap();
        event.body.actor = actor("eve");
        let forged = Event::seal(event.body).unwrap();
        memory.tamper(&keys[1], canonical_json(&forged).unwrap());
    })
    .await;
    assert!(matches!(verified, Err(StoreError::BrokenChain { .. })));
}

#[tokio::test]
async fn an_altered_batch_in_the_tip_is_not_built_upon() {
    for forge in [0, 1] {
        let memory = Arc::new(InMemory::new());
        let store = Store::new(memory.clone());
        store.append_all(&name("web"), entries(4)).await.unwrap();
        let key = "events/web/tip.json";
        let tip = memory.get(key).await.unwrap().unwrap().bytes;
        let mut tip: serde_json::Value = serde_json::from_slice(&tip).unwrap();
        let pending = tip["pending"].as_array_mut().unwrap();
        assert_eq!(pending.len(), 3);
        if forge == 0 {
            pending[1]["actor"] = json!(actor("eve"));
        } else {
            pending.remove(1);
        }
        memory.tamper(key, tip.to_string());
        let error = Store::new(memory)
            .append(&name("web"), at(9), &actor("ada"), event(9))
            .await
            .unwrap_err();
        assert!(matches!(error, StoreError::BrokenChain { .. }), "{error}");
    }
}

#[tokio::test]
async fn whoever_keeps_an_anchor_finds_that_the_end_was_cut_off() {
    let memory = Arc::new(InMemory::new());
    let web = name("web");
    let store = Store::new(memory.clone());
    assert_eq!(store.verify(&web, None).await.unwrap().newest, None);
    store.append_all(&web, entries(3)).await.unwrap();
    let tip = memory.get("events/web/tip.json").await.unwrap().unwrap();
    append(&store, event(3)).await;
    let verified = store.verify(&web, None).await.unwrap();
    let anchor = verified.newest.clone();
    assert_eq!(store.verify(&web, anchor.as_ref()).await.unwrap(), verified);
    append(&store, event(4)).await;
    let later = store.verify(&web, anchor.as_ref()).await.unwrap();
    assert_eq!(later.events, 5);

    for key in memory
        .list("events/web/1970/")
        .await
        .unwrap()
        .iter()
        .skip(3)
    {
        memory.remove(key);
    }
    memory.tamper("events/web/tip.json", tip.bytes);
    let cut = Store::new(memory);
    assert_eq!(cut.verify(&web, None).await.unwrap().events, 3);
    let error = cut.verify(&web, anchor.as_ref()).await.unwrap_err();
    assert!(matches!(error, StoreError::AnchorMissing { .. }), "{error}");
    let (said, anchor) = (error.to_string(), anchor.unwrap());
    assert!(said.contains(&format!("`{anchor}`")), "{said}");
    assert!(error.help().contains("cut off"), "{}", error.help());
}
