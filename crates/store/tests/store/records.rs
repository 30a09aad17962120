//! Snapshots, baselines, settings, pauses and leases as the rest of Driftlock sees them.

use std::sync::Arc;

use driftlock_core::{Digest, Enforcement, Guardrails, Head, Mode, Pause, Snapshot};
use driftlock_store::{Backend, InMemory, Pauses, Store, StoreError};
use futures::future::join_all;
use jiff::SignedDuration;
use tempfile::TempDir;

use crate::samples::{at, name, pause, revision, snapshot};

/// A store, and the memory under it to tamper with.
fn open() -> (Store, Arc<InMemory>) {
    let memory = Arc::new(InMemory::new());
    (Store::new(memory.clone()), memory)
}

#[track_caller]
fn says<T: std::fmt::Debug>(result: Result<T, StoreError>, message: &str, help: &str) {
    let error = result.unwrap_err();
    assert!(error.to_string().contains(message), "{error}");
    assert!(error.help().contains(help), "{}", error.help());
}

#[tokio::test]
async fn a_snapshot_comes_back_by_its_digest() {
    let dir = TempDir::new().unwrap();
    let store = crate::open(dir.path().join("s").to_str().unwrap()).unwrap();
    for resources in [0, 1, 500] {
        let snapshot = snapshot(resources);
        let digest = store.put_snapshot(&snapshot).await.unwrap();
        assert_eq!(digest, driftlock_core::digest(&snapshot).unwrap());
        assert_eq!(store.put_snapshot(&snapshot).await.unwrap(), digest);
        assert_eq!(store.snapshot(&digest).await.unwrap(), snapshot);
    }
}

#[tokio::test]
async fn a_tampered_snapshot_is_refused_and_a_new_capture_mends_it() {
    let (store, memory) = open();
    let good = snapshot(3);
    let digest = store.put_snapshot(&good).await.unwrap();
    let other = store.put_snapshot(&snapshot(2)).await.unwrap();
    let key = format!("snapshots/{digest}.json.zst");
    let whole = memory.get(&key).await.unwrap().unwrap().bytes;
    let swapped = memory
        .get(&format!("snapshots/{other}.json.zst"))
        .await
        .unwrap()
        .unwrap()
        .bytes;
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    let cut = whole[..middle].to_vec();
    for bad in [swapped, flipped, cut, Vec::new(), b"not zstd".to_vec()] {
        memory.tamper(&key, bad);
        let named = format!("reading `{key}`: the snapshot was altered or damaged");
        says(
            store.snapshot(&digest).await,
            &named,
            "capture the baseline again",
        );
        assert_eq!(store.put_snapshot(&good).await.unwrap(), digest);
        assert_eq!(store.snapshot(&digest).await.unwrap(), good);
    }
}

#[tokio::test]
async fn a_missing_or_newer_snapshot_is_named() {
    let (store, _) = open();
    let digest = Digest::of_bytes(b"x");
    says(
        store.snapshot(&digest).await,
        "is not in the store",
        "from a backup",
    );
    let newer = Snapshot {
        version: 2,
        ..snapshot(1)
    };
    let digest = store.put_snapshot(&newer).await.unwrap();
    says(
        store.snapshot(&digest).await,
        "version 2, and this program knows up to 1",
        "upgrade",
    );
}

#[tokio::test]
async fn a_baseline_grows_revision_by_revision() {
    let (store, _) = open();
    let web = name("web");
    assert_eq!(store.head(&web).await.unwrap(), None);
    assert_eq!(store.revisions(&web).await.unwrap(), Vec::<u64>::new());
    let mut head: Option<Head> = None;
    for number in 1..=12 {
        assert_eq!(store.next_revision(&web).await.unwrap(), number);
        let revision = revision("web", number);
        head = Some(store.add_revision(&revision, head.as_ref()).await.unwrap());
        assert_eq!(store.head(&web).await.unwrap(), head);
        assert_eq!(store.revision(&web, number).await.unwrap(), revision);
    }
    assert_eq!(
        store.revisions(&web).await.unwrap(),
        (1..=12).collect::<Vec<u64>>()
    );
    says(
        store.revision(&web, 13).await,
        "baseline `web` has no revision 13",
        "baseline show web",
    );
}

#[tokio::test]
async fn baselines_are_listed_by_name() {
    let (store, memory) = open();
    for baseline in ["web", "a-b", "a", "B"] {
        store
            .add_revision(&revision(baseline, 1), None)
            .await
            .unwrap();
    }
    memory.tamper("baselines/unfinished/revisions/1.json", "{}");
    let names = store.baselines().await.unwrap();
    assert_eq!(names, ["B", "a", "a-b", "web"].map(name));
}

#[tokio::test]
async fn of_many_captures_one_becomes_the_next_revision() {
    let dir = TempDir::new().unwrap();
    let outcomes = join_all((0..16).map(|n| {
        let store = crate::open(dir.path().to_str().unwrap()).unwrap();
        tokio::spawn(async move {
            let reason = Some(format!("capture {n}"));
            let mine = driftlock_core::Revision {
                reason,
                ..revision("web", 1)
            };
            match store.add_revision(&mine, None).await {
                Ok(_) => Some(mine),
                Err(StoreError::Conflict { revision: 1, .. }) => None,
                Err(error) => panic!("{error}"),
            }
        })
    }))
    .await;
    let winners: Vec<_> = outcomes.into_iter().filter_map(Result::unwrap).collect();
    let store = crate::open(dir.path().to_str().unwrap()).unwrap();
    assert_eq!(winners.len(), 1);
    assert_eq!(store.revision(&name("web"), 1).await.unwrap(), winners[0]);
}

#[tokio::test]
async fn a_capture_that_died_halfway_is_stepped_over() {
    let (store, memory) = open();
    let web = name("web");
    let first = store.add_revision(&revision("web", 1), None).await.unwrap();
    let orphan = driftlock_core::canonical_json(&revision("web", 2)).unwrap();
    memory.tamper("baselines/web/revisions/2.json", orphan.clone());
    assert_eq!(store.head(&web).await.unwrap().as_ref(), Some(&first));
    assert_eq!(store.revisions(&web).await.unwrap(), [1]);
    let other = driftlock_core::Revision {
        reason: Some("another".into()),
        ..revision("web", 2)
    };
    says(
        store.add_revision(&other, Some(&first)).await,
        "somebody else added one",
        "capture again",
    );
    assert_eq!(store.next_revision(&web).await.unwrap(), 3);
    let third = store
        .add_revision(&revision("web", 3), Some(&first))
        .await
        .unwrap();
    assert_eq!(store.revisions(&web).await.unwrap(), [1, 3]);
    store
        .add_revision(&revision("web", 4), Some(&third))
        .await
        .unwrap();
    assert_eq!(store.revisions(&web).await.unwrap(), [1, 3, 4]);
    let kept = memory
        .get("baselines/web/revisions/2.json")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.bytes, orphan);
}

#[tokio::test]
async fn the_same_revision_again_completes_it() {
    let (store, memory) = open();
    let bytes = driftlock_core::canonical_json(&revision("web", 1)).unwrap();
    memory.tamper("baselines/web/revisions/1.json", bytes);
    let head = store.add_revision(&revision("web", 1), None).await.unwrap();
    assert_eq!(head.revision, 1);
    says(
        store.add_revision(&revision("web", 2), None).await,
        "somebody else",
        "web",
    );
    says(
        store.add_revision(&revision("web", 1), Some(&head)).await,
        "somebody else",
        "web",
    );
}

#[tokio::test]
async fn settings_are_the_default_until_they_are_set() {
    let (store, memory) = open();
    let web = name("web");
    assert_eq!(
        store.enforcement(&web).await.unwrap(),
        Enforcement::default()
    );
    let guardrails = Guardrails {
        max_changes: 3,
        max_percent: 10,
        ..Guardrails::default()
    };
    for mode in [Mode::Enforce, Mode::Observe] {
        let settings = Enforcement {
            mode,
            guardrails,
            ..Enforcement::default()
        };
        store.set_enforcement(&web, &settings).await.unwrap();
        store.set_enforcement(&web, &settings).await.unwrap();
        assert_eq!(store.enforcement(&web).await.unwrap(), settings);
    }
    memory.tamper(
        "enforcement/web.json",
        "{\"version\":1,\"settings\":{\"mood\":1}}",
    );
    says(
        store.enforcement(&web).await,
        "reading `enforcement/web.json`",
        "driftlock enforcement set",
    );
    store
        .set_enforcement(&web, &Enforcement::default())
        .await
        .unwrap();
    assert_eq!(
        store.enforcement(&web).await.unwrap(),
        Enforcement::default()
    );
    memory.tamper("enforcement/web.json", "{\"version\":2}");
    says(
        store.enforcement(&web).await,
        "its layout is version 2",
        "upgrade",
    );
    says(
        store.set_enforcement(&web, &Enforcement::default()).await,
        "version 2",
        "upgrade",
    );
}

#[tokio::test]
async fn pauses_are_added_extended_and_ended() {
    let (store, memory) = open();
    let web = name("web");
    assert!(store.pauses(&web).await.unwrap().open.is_empty());
    assert!(store.end_pauses(&web, None).await.unwrap().is_empty());
    for one in [pause("b", 20, 90), pause("a", 10, 60), pause("a", 10, 70)] {
        store.add_pause(&web, one).await.unwrap();
    }
    assert_eq!(
        store.pauses(&web).await.unwrap().open,
        [pause("a", 10, 70), pause("b", 20, 90)]
    );
    assert!(store.end_pauses(&web, Some("c")).await.unwrap().is_empty());
    assert_eq!(
        store.end_pauses(&web, Some("a")).await.unwrap(),
        [pause("a", 10, 70)]
    );
    assert_eq!(store.pauses(&web).await.unwrap().open, [pause("b", 20, 90)]);
    assert_eq!(
        store.end_pauses(&web, None).await.unwrap(),
        [pause("b", 20, 90)]
    );
    assert!(store.pauses(&web).await.unwrap().open.is_empty());
    memory.tamper("pauses/web.json", "{");
    says(
        store.add_pause(&web, pause("d", 1, 2)).await,
        "reading `pauses/web.json`: it is cut short",
        "ends all pauses",
    );
}

#[tokio::test]
async fn a_deployment_that_lets_its_pause_run_out_is_remembered_until_one_is_ended() {
    let (store, _) = open();
    let web = name("web");
    let kept = |id: &str, until: i64| Pause {
        lease: Some(at(until)),
        ..pause(id, 10, until)
    };
    assert!(!store.renew_pause(&web, &kept("a", 20)).await.unwrap());
    for one in [kept("a", 20), pause("b", 10, 20), pause("c", 10, 99)] {
        store.add_pause(&web, one).await.unwrap();
    }
    assert!(store.renew_pause(&web, &kept("a", 30)).await.unwrap());
    assert_eq!(
        store.expire_pauses(&web, at(20)).await.unwrap(),
        [pause("b", 10, 20)]
    );
    assert_eq!(store.pauses(&web).await.unwrap().lapsed, None);
    assert_eq!(
        store.expire_pauses(&web, at(30)).await.unwrap(),
        [kept("a", 30)]
    );
    assert!(store.expire_pauses(&web, at(40)).await.unwrap().is_empty());
    let left = store.pauses(&web).await.unwrap();
    assert_eq!((left.open.len(), left.lapsed), (1, Some(kept("a", 30))));
    store.end_pauses(&web, Some("c")).await.unwrap();
    assert_eq!(store.pauses(&web).await.unwrap(), Pauses::default());
}

#[tokio::test]
async fn no_pause_is_lost_when_many_are_added_at_once() {
    let dir = TempDir::new().unwrap();
    let add = |n: i64| {
        let store = crate::open(dir.path().to_str().unwrap()).unwrap();
        async move {
            store
                .add_pause(&name("web"), pause(&format!("{n:02}"), n, 100))
                .await
        }
    };
    for outcome in join_all((0..16).map(add)).await {
        outcome.unwrap();
    }
    let store = crate::open(dir.path().to_str().unwrap()).unwrap();
    assert_eq!(store.pauses(&name("web")).await.unwrap().open.len(), 16);
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[tokio::test]
async fn a_lease_is_held_by_one_until_it_ends() {
    let (store, _) = open();
    let web = name("web");
    assert_eq!(store.lease(&web, at(0)).await.unwrap(), None);
    let first = store
        .acquire_lease(&web, "ada", MINUTE, at(0))
        .await
        .unwrap();
    assert_eq!((first.fencing, first.until), (1, at(60)));
    for holder in ["bob", "ada"] {
        let refused = store.acquire_lease(&web, holder, MINUTE, at(59)).await;
        says(
            refused,
            "`web` is being worked on by ada, until 1970-01-01T00:01:00Z",
            "ends by itself",
        );
    }
    let renewed = store.renew_lease(&first, MINUTE, at(30)).await.unwrap();
    assert_eq!((renewed.fencing, renewed.until), (1, at(90)));
    assert_eq!(
        store.lease(&web, at(89)).await.unwrap(),
        Some(renewed.clone())
    );
    let second = store
        .acquire_lease(&web, "bob", MINUTE, at(90))
        .await
        .unwrap();
    assert_eq!(second.fencing, 2);
    says(
        store.renew_lease(&renewed, MINUTE, at(91)).await,
        "the lease of ada on baseline `web` has been lost",
        "again",
    );
    store.release_lease(&renewed).await.unwrap();
    assert_eq!(
        store.lease(&web, at(91)).await.unwrap(),
        Some(second.clone())
    );
    store.release_lease(&second).await.unwrap();
    assert_eq!(store.lease(&web, at(91)).await.unwrap(), None);
    says(
        store.renew_lease(&second, MINUTE, at(91)).await,
        "lost",
        "again",
    );
    let third = store
        .acquire_lease(&web, "ada", MINUTE, at(91))
        .await
        .unwrap();
    assert_eq!(third.fencing, 3);
}

#[tokio::test]
async fn of_many_who_want_a_lease_one_gets_it() {
    let dir = TempDir::new().unwrap();
    let want = |_| {
        let store = crate::open(dir.path().to_str().unwrap()).unwrap();
        async move {
            store
                .acquire_lease(&name("web"), "one name", MINUTE, at(0))
                .await
        }
    };
    let outcomes = join_all((0..16).map(want)).await;
    let refused = |outcome: &&Result<_, _>| matches!(outcome, Err(StoreError::Held { .. }));
    assert_eq!(outcomes.iter().filter(refused).count(), 15);
}

#[tokio::test]
async fn the_first_write_makes_the_store() {
    let (store, memory) = open();
    store.enforcement(&name("web")).await.unwrap();
    assert!(memory.list("").await.unwrap().is_empty());
    store
        .set_enforcement(&name("web"), &Enforcement::default())
        .await
        .unwrap();
    let marker = memory.get("store.json").await.unwrap().unwrap();
    assert_eq!(marker.bytes, b"{\"version\":1}");
}

#[tokio::test]
async fn a_newer_store_is_neither_read_nor_written() {
    let (store, memory) = open();
    memory.tamper("store.json", "{\"version\":2}");
    let message = "reading `store.json`: its layout is version 2, and this program knows up to 1";
    says(store.baselines().await, message, "upgrade");
    says(
        store
            .set_enforcement(&name("web"), &Enforcement::default())
            .await,
        message,
        "upgrade",
    );
    says(store.put_snapshot(&snapshot(1)).await, message, "upgrade");
    assert_eq!(memory.list("").await.unwrap(), ["store.json"]);
    memory.tamper("store.json", "");
    says(
        store.baselines().await,
        "reading `store.json`: it is empty",
        "write `{\"version\":1}`",
    );
}

#[tokio::test]
async fn how_far_people_were_told_is_kept_and_changed_by_comparison() {
    let (store, memory) = open();
    let web = name("web");
    let told = |event: &str| driftlock_store::Told {
        event: event.to_owned(),
        ..driftlock_store::Told::default()
    };
    let each = (0..8).map(|n| {
        let (store, web, told) = (store.clone(), web.clone(), told("01J"));
        async move {
            let note = |all: &mut driftlock_store::Notified| {
                all.told.insert(n.to_string(), told.clone());
            };
            store.update_notified(&web, note).await.unwrap();
        }
    });
    join_all(each).await;
    assert_eq!(store.notified(&web).await.unwrap().told.len(), 8);
    assert_eq!(store.notified(&name("other")).await.unwrap().told.len(), 0);
    let old = br#"{"version":1,"told":{"a":{"event":"01J"}}}"#.to_vec();
    memory.tamper("notified/web.json", old);
    let kept = store.notified(&web).await.unwrap();
    assert_eq!((kept.told.get("a"), kept.claim), (Some(&told("01J")), None));
}
