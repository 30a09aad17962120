//! Waivers: nothing of their past is lost, whoever writes.

use std::sync::Arc;

use driftlock_core::{Retirement, Waiver, WaiverTerms, WaiverVersion};
use driftlock_store::{InMemory, Store, Which};
use futures::future::join_all;

use crate::samples::{actor, at};
use crate::suite::Place;

fn version(second: i64, reason: &str) -> WaiverVersion {
    WaiverVersion {
        version: 1,
        terms: WaiverTerms {
            policy: "public_s3_bucket".to_owned(),
            resource: "aws_s3_bucket.web".to_owned(),
            reason: reason.to_owned(),
            owner: "web".to_owned(),
            expires: "2027-03-31".parse().ok(),
            ticket: None,
        },
        at: at(second),
        actor: actor("ada"),
    }
}

fn retirement(reason: &str) -> Retirement {
    Retirement {
        version: 1,
        at: at(9),
        actor: actor("eve"),
        reason: reason.to_owned(),
    }
}

/// Adds a version to the waiver `id`.
pub(crate) async fn put(store: &Store, id: &str, second: i64, reason: &str) -> Waiver {
    let version = version(second, reason);
    store.add_waiver_version(id, &version).await.unwrap()
}

fn reasons(waiver: &Waiver) -> Vec<&str> {
    let versions = waiver.versions.iter();
    versions
        .map(|version| version.terms.reason.as_str())
        .collect()
}

pub(crate) async fn of_a_waiver_everything_is_kept(place: impl Place) {
    let store = Store::new(place.reach());
    assert_eq!(store.waivers(Which::All).await.unwrap(), []);
    assert_eq!(store.waiver("01A").await.unwrap(), None);
    assert_eq!(
        store.retire_waiver("01A", &retirement("x")).await.unwrap(),
        None
    );
    put(&store, "01A", 1, "first").await;
    let changed = put(&store, "01A", 2, "second").await;
    assert_eq!(reasons(&changed), ["first", "second"]);
    put(&store, "01B", 3, "other").await;

    let other = Store::new(place.reach());
    let standing = other.waivers(Which::Standing).await.unwrap();
    let now: Vec<_> = standing.iter().map(reasons).collect();
    assert_eq!(now, [["second"], ["other"]]);
    assert_eq!(other.waiver("01A").await.unwrap(), Some(changed.clone()));

    let over = retirement("the site is gone");
    let retired = other.retire_waiver("01A", &over).await.unwrap().unwrap();
    assert_eq!(
        (reasons(&retired), &retired.retired),
        (vec!["first", "second"], &Some(over))
    );
    // Neither a change nor another end alters what has ended.
    let again = store
        .retire_waiver("01A", &retirement("again"))
        .await
        .unwrap();
    assert_eq!(again, Some(retired.clone()));
    assert_eq!(put(&store, "01A", 4, "third").await, retired);
    let standing = store.waivers(Which::Standing).await.unwrap();
    assert_eq!(
        standing.iter().map(|waiver| &waiver.id).collect::<Vec<_>>(),
        ["01B"]
    );
    let all = store.waivers(Which::All).await.unwrap();
    assert_eq!((all.len(), all.first()), (2, Some(&retired)));
}

pub(crate) async fn waivers_of_many_writers_are_all_kept(place: impl Place) {
    let writers = (0..8_i64).map(|n| {
        let store = Store::new(place.reach());
        tokio::spawn(async move {
            put(&store, &format!("01N{n}"), n, "new").await;
            put(&store, "01S", n, &format!("by {n}")).await;
        })
    });
    let written = join_all(writers).await;
    written.into_iter().for_each(Result::unwrap);
    let store = Store::new(place.reach());
    assert_eq!(store.waivers(Which::Standing).await.unwrap().len(), 9);
    let shared = store.waiver("01S").await.unwrap().unwrap();
    let mut found = reasons(&shared);
    found.sort_unstable();
    let expected: Vec<String> = (0..8).map(|n| format!("by {n}")).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_waiver_cannot_lead_out_of_the_store() {
    let store = Store::new(Arc::new(InMemory::new()));
    for id in ["..", "../events", "a/../..", ""] {
        let found = store.waiver(id).await;
        assert!(found.is_err(), "{id}: {found:?}");
    }
}
