//! Copying a store: whole, resumable, and never over another history.

use std::sync::{Arc, Mutex};

use driftlock_core::{Enforcement, Mode};
use driftlock_store::{Backend, Copied, InMemory, LocalDirectory, Store, StoreError};
use jiff::SignedDuration;
use tempfile::TempDir;

use crate::faulty::{Fault, Faulty};
use crate::samples::{actor, at, event, name, pause, revision, snapshot};
use crate::suite::Place;
use crate::tips::{entries, started};
use crate::waivers;

const TTL: SignedDuration = SignedDuration::from_mins(1);

/// Two baselines with all that belongs to them, and a lease on one.
async fn fill(store: &Store) {
    for (baseline, events) in [("web", 300), ("api", 3)] {
        let name = name(baseline);
        let digest = store.put_snapshot(&snapshot(events)).await.unwrap();
        store
            .append_all(&name, entries(u64::from(events)))
            .await
            .unwrap();
        let first = driftlock_core::Revision {
            digest,
            ..revision(baseline, 1)
        };
        store.add_revision(&first, None).await.unwrap();
        store.add_pause(&name, pause("p", 2, 3)).await.unwrap();
    }
    let settings = Enforcement {
        mode: Mode::Enforce,
        ..Enforcement::default()
    };
    store
        .set_enforcement(&name("web"), &settings)
        .await
        .unwrap();
    store
        .acquire_lease(&name("web"), "ada", TTL, at(0))
        .await
        .unwrap();
    waivers::put(store, "01A", 1, "a site").await;
    waivers::put(store, "01A", 2, "still a site").await;
    store
        .append(&name("web"), at(400), &actor("ada"), started("open"))
        .await
        .unwrap();
}

async fn copy(from: &Store, to: &Store) -> Result<Copied, StoreError> {
    from.copy_to(to, &|_| {}).await
}

/// Every object but leases, as text.
async fn objects(backend: &dyn Backend) -> Vec<(String, Vec<u8>)> {
    let mut objects = Vec::new();
    for key in backend.list("").await.unwrap() {
        if !key.starts_with("leases/") {
            let object = backend.get(&key).await.unwrap().unwrap();
            objects.push((key, object.bytes));
        }
    }
    objects
}

pub(crate) async fn a_copy_is_the_same_there_and_back(place: impl Place) {
    let (memory, back) = (Arc::new(InMemory::new()), Arc::new(InMemory::new()));
    let from = Store::new(memory.clone());
    fill(&from).await;
    let there = Store::new(place.reach());
    let seen = Mutex::new(Vec::new());
    let note = |done| seen.lock().unwrap().push(done);
    let copied = from.copy_to(&there, &note).await.unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted_by_key(|done| done.objects), "{seen:?}");
    assert_eq!(seen.last(), Some(&copied));
    assert_eq!((copied.baselines, copied.events), (2, 304));
    let expected = objects(&*memory).await;
    // The marker is not copied but made.
    assert_eq!((copied.objects, copied.present), (expected.len() - 1, 0));
    assert!(objects(&*place.reach()).await == expected);

    copy(&there, &Store::new(back.clone())).await.unwrap();
    assert!(objects(&*back).await == expected);
    let again = copy(&from, &there).await.unwrap();
    let present = expected.len() - 1;
    assert_eq!((again.objects, again.bytes, again.present), (0, 0, present));
}

#[tokio::test]
async fn what_was_added_since_is_brought_over() {
    let (from, to) = (Store::in_memory(), Store::in_memory());
    let (web, ada) = (name("web"), actor("ada"));
    fill(&from).await;
    copy(&from, &to).await.unwrap();
    from.append(&web, at(500), &ada, event(1)).await.unwrap();
    from.end_pauses(&web, None).await.unwrap();
    let head = from.head(&web).await.unwrap();
    from.add_revision(&revision("web", 2), head.as_ref())
        .await
        .unwrap();
    let copied = copy(&from, &to).await.unwrap();
    // An event, a tip, pauses, a revision, a head.
    assert_eq!(copied.objects, 5);
    assert_eq!(to.head(&web).await.unwrap().unwrap().revision, 2);
    assert_eq!(to.pauses(&web).await.unwrap().open, []);
    assert_eq!(
        to.events(&web).await.unwrap(),
        from.events(&web).await.unwrap()
    );
}

#[tokio::test]
async fn a_copy_is_worked_on_like_the_store_itself() {
    let (from, to) = (Store::in_memory(), Store::in_memory());
    fill(&from).await;
    copy(&from, &to).await.unwrap();
    let web = name("web");
    assert_eq!(to.unfinished(&web).await.unwrap().len(), 1);
    // Leases are not copied, and those of the copy are later than any at the source.
    assert_eq!(to.lease(&web, at(0)).await.unwrap(), None);
    let lease = to.acquire_lease(&web, "bob", TTL, at(0)).await.unwrap();
    to.append_under(&lease, at(401), &actor("bob"), event(1))
        .await
        .unwrap();
    assert_eq!(to.verify(&web, None).await.unwrap().events, 302);
}

#[tokio::test]
async fn a_copy_that_died_at_any_write_is_completed_by_the_next() {
    let from = Store::in_memory();
    let web = name("web");
    from.append_all(&web, entries(12)).await.unwrap();
    from.put_snapshot(&snapshot(1)).await.unwrap();
    from.add_revision(&revision("web", 1), None).await.unwrap();
    from.add_pause(&web, pause("p", 2, 3)).await.unwrap();
    let mut died = 0;
    for fault in [Fault::DiesBefore, Fault::DiesAfter] {
        for well in 0..24 {
            let memory = Arc::new(InMemory::new());
            let dying = Store::new(Faulty::new(&memory, fault, well));
            died += usize::from(copy(&from, &dying).await.is_err());
            let to = Store::new(memory.clone());
            let case = format!("{fault:?} {well}");
            if to.head(&web).await.unwrap().is_some() {
                let events = to.verify(&web, None).await.expect(&case).events;
                assert_eq!(events, 12, "{case}: what is seen is whole");
            }
            copy(&from, &to).await.expect(&case);
            assert_eq!(to.verify(&web, None).await.expect(&case).events, 12);
            assert_eq!(to.head(&web).await.unwrap(), from.head(&web).await.unwrap());
        }
    }
    // 12 events, the marker, a snapshot, a revision, pauses, a tip and a head.
    // Who dies after the last of these 18 writes dies all the same.
    assert_eq!(died, 18 + 19, "each write was once the last");
}

#[tokio::test]
async fn an_extension_that_died_at_any_write_is_completed_by_the_next() {
    for well in 0..10 {
        let (from, memory) = (Store::in_memory(), Arc::new(InMemory::new()));
        let (web, ada) = (name("web"), actor("ada"));
        from.append_all(&web, entries(4)).await.unwrap();
        copy(&from, &Store::new(memory.clone())).await.unwrap();
        for key in memory.list("events/web/1970").await.unwrap() {
            // The destination's newest events may be in its tip only.
            memory.remove(&key);
        }
        from.append(&web, at(50), &ada, event(9)).await.unwrap();
        let dying = Store::new(Faulty::new(&memory, Fault::DiesBefore, well));
        let _ = copy(&from, &dying).await;
        let to = Store::new(memory);
        copy(&from, &to).await.unwrap();
        assert_eq!(to.verify(&web, None).await.unwrap().events, 5, "{well}");
    }
}

#[track_caller]
fn other_history(result: Result<Copied, StoreError>) {
    let error = result.unwrap_err();
    assert!(
        matches!(&error, StoreError::OtherHistory { baseline, .. } if *baseline == name("web")),
        "{error}"
    );
    assert!(error.help().contains("empty place"), "{}", error.help());
}

#[tokio::test]
async fn another_history_is_not_copied_over() {
    let (web, ada) = (name("web"), actor("ada"));
    let from = Store::in_memory();
    fill(&from).await;

    let mut places = Vec::new();
    let other = Arc::new(InMemory::new());
    let writer = Store::new(other.clone());
    writer.append(&web, at(1), &ada, event(1)).await.unwrap();
    places.push(other);
    let ahead = Arc::new(InMemory::new());
    let writer = Store::new(ahead.clone());
    copy(&from, &writer).await.unwrap();
    writer.append(&web, at(900), &ada, event(1)).await.unwrap();
    places.push(ahead);
    let without_history = Arc::new(InMemory::new());
    let writer = Store::new(without_history.clone());
    writer
        .add_revision(&revision("web", 7), None)
        .await
        .unwrap();
    places.push(without_history);
    let inserted = Arc::new(InMemory::new());
    copy(&from, &Store::new(inserted.clone())).await.unwrap();
    inserted.tamper("events/web/2024/10/12/01J9Z3MZV0A1B2C3D4E5F6G7H8.json", "x");
    places.push(inserted);

    for memory in places {
        let before = objects(&*memory).await;
        other_history(copy(&from, &Store::new(memory.clone())).await);
        assert!(objects(&*memory).await == before, "nothing was written");
    }
}

#[tokio::test]
async fn another_revision_is_not_replaced() {
    let from = Store::in_memory();
    fill(&from).await;
    let memory = Arc::new(InMemory::new());
    copy(&from, &Store::new(memory.clone())).await.unwrap();
    memory.tamper("baselines/web/revisions/1.json", "{}");
    let error = copy(&from, &Store::new(memory)).await.unwrap_err();
    assert!(
        matches!(&error, StoreError::OtherObject { key, .. } if key == "baselines/web/revisions/1.json"),
        "{error}"
    );
}

#[tokio::test]
async fn a_source_that_was_tampered_with_is_not_copied() {
    let memory = Arc::new(InMemory::new());
    let from = Store::new(memory.clone());
    fill(&from).await;
    let key = memory.list("events/web/1970").await.unwrap().remove(7);
    let whole = memory.remove(&key).unwrap();
    let to = Arc::new(InMemory::new());
    let error = copy(&from, &Store::new(to.clone())).await.unwrap_err();
    assert!(matches!(error, StoreError::BrokenChain { .. }), "{error}");
    assert_eq!(objects(&*to).await, []);
    memory.tamper(&key, whole);
    let key = memory.list("snapshots/").await.unwrap().remove(0);
    memory.tamper(&key, "damaged");
    let error = copy(&from, &Store::new(to)).await.unwrap_err();
    assert!(matches!(error, StoreError::Tampered { .. }), "{error}");
}

#[tokio::test]
async fn a_store_is_not_copied_onto_itself() {
    let dir = TempDir::new().unwrap();
    let open = |path: &str| {
        let directory = LocalDirectory::new(dir.path().join(path)).unwrap();
        Store::new(Arc::new(directory))
    };
    fill(&open("one")).await;
    open("one/within").put_snapshot(&snapshot(1)).await.unwrap();
    let memory = Store::in_memory();
    for (from, to) in [
        (open("one"), open("one")),
        (open("one"), open("two/../one")),
        (open("one"), open("one/within")),
        (open("one/within"), open("one")),
        (memory.clone(), memory),
    ] {
        let error = copy(&from, &to).await.unwrap_err();
        assert!(matches!(error, StoreError::SamePlace { .. }), "{error}");
    }
    copy(&open("one/within"), &open("one-more")).await.unwrap();
}
