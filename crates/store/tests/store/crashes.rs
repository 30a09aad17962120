//! A process that dies between any two writes, or whose writes are answered late, leaves a store
//! that the next one goes on with.

use std::sync::Arc;

use driftlock_core::{BaselineName, Digest};
use driftlock_store::{Backend, InMemory, Store, StoreError};
use jiff::SignedDuration;

use crate::faulty::{Fault, Faulty};
use crate::samples::{actor, at, event, name, pause, revision, snapshot};

/// A capture and its events, the way the engine does it.
async fn capture(store: &Store, web: &BaselineName) -> Result<u64, StoreError> {
    let lease = store
        .acquire_lease(web, "ada", SignedDuration::from_mins(1), at(0))
        .await?;
    store.put_snapshot(&snapshot(2)).await?;
    let head = store.head(web).await?;
    let number = store.next_revision(web).await?;
    store
        .append(web, at(1), &actor("ada"), event(number))
        .await?;
    let head = store
        .add_revision(&revision("web", number), head.as_ref())
        .await?;
    let drift = Some(Digest::of_bytes(b"drift"));
    store
        .append_with_drift(web, at(2), &actor("ada"), event(number), drift)
        .await?;
    store.add_pause(web, pause("p", 2, 3)).await?;
    store
        .append(web, at(3), &actor("ada"), event(number))
        .await?;
    store.release_lease(&lease).await?;
    Ok(head.revision)
}

/// How many writes a first capture makes, the store's marker included.
const WRITES: usize = 14;

#[tokio::test]
async fn the_next_process_goes_on_after_a_death_at_any_write() {
    for fault in [Fault::DiesBefore, Fault::DiesAfter] {
        for well in 0..=WRITES {
            let memory = Arc::new(InMemory::new());
            let web = name("web");
            let dying = Store::new(Faulty::new(&memory, fault, well));
            // An event is recorded once its tip is, so that a late death may go unnoticed.
            let died = capture(&dying, &web).await.is_err();
            let case = format!("{fault:?} {well}, died: {died}");

            let next = Store::new(memory.clone());
            let seen = next.verify(&web, None).await.expect(&case).events;
            let head = next.head(&web).await.expect(&case);
            for revision in next.revisions(&web).await.expect(&case) {
                next.revision(&web, revision).await.expect(&case);
            }
            if next.lease(&web, at(0)).await.expect(&case).is_some() {
                memory.remove("leases/web.json");
            }
            let number = capture(&next, &web).await.expect(&case);
            assert!(number > head.map_or(0, |head| head.revision), "{case}");
            assert_eq!(
                next.verify(&web, None).await.expect(&case).events,
                seen + 3,
                "{case}"
            );
            let tip = next.tip(&web).await.unwrap().unwrap();
            assert_eq!(tip.drift, Some(Digest::of_bytes(b"drift")), "{case}");
            let files = memory.list("events/web/1970/").await.unwrap();
            assert_eq!(files.len(), seen + 3, "{case}");
        }
    }
}

#[tokio::test]
async fn a_death_after_the_last_write_is_no_death() {
    let memory = Arc::new(InMemory::new());
    let whole = Store::new(Faulty::new(&memory, Fault::DiesBefore, WRITES));
    capture(&whole, &name("web")).await.unwrap();
    let error = whole.put_snapshot(&snapshot(1)).await.unwrap_err();
    assert!(error.to_string().contains("the process died"), "{error}");
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_happens_once() {
    for well in 1..=WRITES {
        let memory = Arc::new(InMemory::new());
        let web = name("web");
        let store = Store::new(Faulty::new(&memory, Fault::AnswerLost, well));
        assert_eq!(capture(&store, &web).await.unwrap(), 1, "{well}");
        assert_eq!(store.verify(&web, None).await.unwrap().events, 3, "{well}");
        assert_eq!(store.revisions(&web).await.unwrap(), [1], "{well}");
        assert_eq!(
            store.pauses(&web).await.unwrap().open,
            [pause("p", 2, 3)],
            "{well}"
        );
        assert_eq!(store.lease(&web, at(0)).await.unwrap(), None, "{well}");
    }
}
