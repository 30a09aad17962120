//! What every backend must pass. A backend is tested by naming its [`Place`] in `conformance.rs`.

use std::sync::Arc;

use driftlock_store::{Backend, BackendError, Object, Version};
use futures::future::join_all;
use tokio::sync::Barrier;

/// Somewhere empty to keep objects.
pub(crate) trait Place {
    /// A way to reach it; each call may give another one, as another process would have.
    fn reach(&self) -> Arc<dyn Backend>;
}

const RACERS: usize = 32;

async fn object(backend: &dyn Backend, key: &str) -> Option<Object> {
    backend.get(key).await.unwrap()
}

async fn bytes(backend: &dyn Backend, key: &str) -> Option<Vec<u8>> {
    object(backend, key).await.map(|object| object.bytes)
}

async fn create(backend: &dyn Backend, key: &str, bytes: &[u8]) -> Version {
    backend.create(key, bytes.to_vec()).await.unwrap()
}

pub(crate) async fn an_empty_place_holds_nothing(place: impl Place) {
    let backend = place.reach();
    assert_eq!(object(&*backend, "a").await, None);
    assert_eq!(object(&*backend, "a/b/c.json").await, None);
    assert_eq!(backend.list("").await.unwrap(), Vec::<String>::new());
    assert_eq!(backend.list("a/b").await.unwrap(), Vec::<String>::new());
}

pub(crate) async fn what_was_written_is_read(place: impl Place) {
    let backend = place.reach();
    for content in [&b""[..], b"x", b"\0\xff\r\n", "ü".as_bytes()] {
        let key = format!("things/{}.json", content.len());
        let version = create(&*backend, &key, content).await;
        let found = object(&*place.reach(), &key).await.unwrap();
        assert_eq!((found.bytes.as_slice(), found.version), (content, version));
    }
}

pub(crate) async fn a_big_value_is_read_whole(place: impl Place) {
    let backend = place.reach();
    let mut big = vec![7; 12 << 20];
    let version = create(&*backend, "big", &big).await;
    big.push(8);
    backend.replace("big", big.clone(), &version).await.unwrap();
    assert!(bytes(&*backend, "big").await == Some(big));
}

pub(crate) async fn an_object_is_created_once(place: impl Place) {
    let backend = place.reach();
    create(&*backend, "a/b", b"first").await;
    for content in ["first", "second"] {
        let error = backend.create("a/b", content.into()).await.unwrap_err();
        assert!(matches!(error, BackendError::AlreadyExists { key } if key == "a/b"));
    }
    assert_eq!(bytes(&*backend, "a/b").await.unwrap(), b"first");
}

pub(crate) async fn of_many_objects_the_new_ones_are_created(place: impl Place) {
    let backend = place.reach();
    let object = |n: u32| (format!("many/{}/{n:03}", n % 3), n.to_string().into_bytes());
    let (taken, content) = object(7);
    create(&*backend, &taken, b"first").await;
    let objects: Vec<_> = (0..50).map(object).collect();
    let (one, other) = (place.reach(), place.reach());
    let both = [one.create_all(objects.clone()), other.create_all(objects)];
    join_all(both).await.into_iter().for_each(Result::unwrap);
    assert_eq!(backend.list("many/").await.unwrap().len(), 50);
    assert_eq!(bytes(&*backend, &taken).await.unwrap(), b"first");
    let (key, content_of_8) = object(8);
    assert_ne!(content, content_of_8);
    assert_eq!(bytes(&*backend, &key).await, Some(content_of_8));
    backend.create_all(Vec::new()).await.unwrap();
    let error = backend.create_all(vec![("../a".to_owned(), vec![])]).await;
    assert!(matches!(error, Err(BackendError::BadKey { .. })));
}

pub(crate) async fn a_stale_replacement_is_refused(place: impl Place) {
    let backend = place.reach();
    let first = create(&*backend, "k", b"1").await;
    let second = backend.replace("k", b"2".to_vec(), &first).await.unwrap();
    assert_ne!(first, second);
    let error = backend
        .replace("k", b"3".to_vec(), &first)
        .await
        .unwrap_err();
    assert!(matches!(error, BackendError::Changed { key } if key == "k"));
    assert_eq!(bytes(&*backend, "k").await.unwrap(), b"2");
    let read = object(&*backend, "k").await.unwrap().version;
    backend.replace("k", b"4".to_vec(), &read).await.unwrap();
    assert_eq!(bytes(&*backend, "k").await.unwrap(), b"4");
}

pub(crate) async fn what_does_not_exist_is_not_replaced(place: impl Place) {
    let backend = place.reach();
    let version = create(&*backend, "a", b"1").await;
    let error = backend
        .replace("b", b"2".to_vec(), &version)
        .await
        .unwrap_err();
    assert!(matches!(error, BackendError::Changed { .. }));
    assert_eq!(object(&*backend, "b").await, None);
}

pub(crate) async fn of_many_creators_one_wins(place: impl Place) {
    let barrier = Arc::new(Barrier::new(RACERS));
    let outcomes = join_all((0..RACERS).map(|n| {
        let (backend, barrier) = (place.reach(), Arc::clone(&barrier));
        tokio::spawn(async move {
            barrier.wait().await;
            let outcome = backend
                .create("new/one", vec![u8::try_from(n).unwrap(); 5000])
                .await;
            match outcome {
                Ok(_) => Some(n),
                Err(BackendError::AlreadyExists { .. }) => None,
                Err(error) => panic!("{error}"),
            }
        })
    }))
    .await;
    let winners: Vec<usize> = outcomes.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(winners.len(), 1);
    let left = bytes(&*place.reach(), "new/one").await.unwrap();
    assert_eq!(left, vec![u8::try_from(winners[0]).unwrap(); 5000]);
}

pub(crate) async fn of_many_replacers_one_wins(place: impl Place) {
    let first = create(&*place.reach(), "old", b"first").await;
    let barrier = Arc::new(Barrier::new(RACERS));
    let outcomes = join_all((0..RACERS).map(|n| {
        let (backend, barrier, first) = (place.reach(), Arc::clone(&barrier), first.clone());
        tokio::spawn(async move {
            barrier.wait().await;
            match backend.replace("old", format!("{n}").into(), &first).await {
                Ok(_) => Some(n),
                Err(BackendError::Changed { .. }) => None,
                Err(error) => panic!("{error}"),
            }
        })
    }))
    .await;
    let winners: Vec<usize> = outcomes.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(winners.len(), 1);
    let left = bytes(&*place.reach(), "old").await.unwrap();
    assert_eq!(left, format!("{}", winners[0]).into_bytes());
}

pub(crate) async fn no_increment_is_lost(place: impl Place) {
    create(&*place.reach(), "count", b"0").await;
    join_all((0..8).map(|_| {
        let backend = place.reach();
        tokio::spawn(async move {
            for _ in 0..5 {
                loop {
                    let now = backend.get("count").await.unwrap().unwrap();
                    let count: u32 = String::from_utf8(now.bytes).unwrap().parse().unwrap();
                    let next = format!("{}", count + 1).into_bytes();
                    match backend.replace("count", next, &now.version).await {
                        Ok(_) => break,
                        Err(BackendError::Changed { .. }) => {}
                        Err(error) => panic!("{error}"),
                    }
                }
            }
        })
    }))
    .await
    .into_iter()
    .for_each(Result::unwrap);
    assert_eq!(bytes(&*place.reach(), "count").await.unwrap(), b"40");
}

pub(crate) async fn listings_are_sorted_and_by_prefix(place: impl Place) {
    let backend = place.reach();
    let keys = [
        "a-b/x", "a/b/c", "a/bc", "a/b2/x", "b", "a.json", "a/B", "c/1", "c/10", "c/2",
    ];
    for key in keys {
        create(&*backend, key, b"").await;
    }
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    for prefix in [
        "", "a", "a/", "a/b", "a/b/", "c/1", "nothing", "nothing/", "b/", "a/b/c",
    ] {
        let expected: Vec<&str> = sorted
            .iter()
            .filter(|key| key.starts_with(prefix))
            .copied()
            .collect();
        assert_eq!(backend.list(prefix).await.unwrap(), expected, "{prefix:?}");
    }
}

pub(crate) async fn a_listing_is_complete_beyond_one_page(place: impl Place) {
    let backend = place.reach();
    let keys: Vec<String> = (0..1_100).map(|n| format!("many/{n:05}")).collect();
    for some in keys.chunks(50) {
        join_all(some.iter().map(|key| create(&*backend, key, b"x"))).await;
    }
    assert_eq!(backend.list("many/").await.unwrap(), keys);
}

pub(crate) async fn odd_keys_are_kept_as_they_are(place: impl Place) {
    let backend = place.reach();
    let long = format!("long/{}", "x".repeat(255));
    let mut keys = vec![
        "with space/a b",
        "plus+and&more=x;y,z",
        "percent%2Fslash",
        "percent%",
        "ü/é/日本",
        "$x/(y)/[z]/{w}",
        "tilde~/hash#/at@/bang!",
        "UPPER",
        "quote'",
        &long,
    ];
    for key in &keys {
        create(&*backend, key, key.as_bytes()).await;
    }
    for key in &keys {
        assert_eq!(
            bytes(&*backend, key).await.unwrap(),
            key.as_bytes(),
            "{key}"
        );
    }
    keys.sort_unstable();
    assert_eq!(backend.list("").await.unwrap(), keys);
}

pub(crate) async fn keys_that_leave_the_store_are_refused(place: impl Place) {
    let backend = place.reach();
    let version = create(&*backend, "a", b"1").await;
    for key in [
        "",
        "/etc/passwd",
        "..",
        "../a",
        "a/../../b",
        "a//b",
        "b/",
        ".hidden",
        "a\\b",
        "a\0b",
    ] {
        let bad = |error: BackendError| {
            assert!(
                matches!(error, BackendError::BadKey { .. }),
                "{key:?}: {error}"
            )
        };
        bad(backend.get(key).await.unwrap_err());
        bad(backend.create(key, Vec::new()).await.unwrap_err());
        bad(backend
            .replace(key, Vec::new(), &version)
            .await
            .unwrap_err());
    }
    assert!(matches!(
        backend.list("../").await.unwrap_err(),
        BackendError::BadKey { .. }
    ));
}
