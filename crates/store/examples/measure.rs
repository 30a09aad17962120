//! What a store in a directory costs. Prints one JSON object; `cargo xtask bench store` shows it.

#![expect(clippy::print_stdout, reason = "what it prints is its result")]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use async_trait::async_trait;
use driftlock_core::{Actor, BaselineName, EventKind};
use driftlock_store::{
    Backend, BackendError, Entry, LocalDirectory, Object, Range, Store, Version,
};
use jiff::{SignedDuration, Timestamp};

const WRITTEN: usize = 10_000;
const SINGLE: usize = 500;
const MANY: usize = 100_000;

/// A directory whose reads are counted.
#[derive(Debug)]
struct Counted {
    inner: LocalDirectory,
    reads: AtomicUsize,
    lists: AtomicUsize,
}

#[async_trait]
impl Backend for Counted {
    fn url(&self) -> &str {
        self.inner.url()
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, BackendError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.inner.get(key).await
    }

    async fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Version, BackendError> {
        self.inner.create(key, bytes).await
    }

    async fn create_all(&self, objects: Vec<(String, Vec<u8>)>) -> Result<(), BackendError> {
        self.inner.create_all(objects).await
    }

    async fn replace(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: &Version,
    ) -> Result<Version, BackendError> {
        self.inner.replace(key, bytes, expected).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        self.lists.fetch_add(1, Ordering::Relaxed);
        self.inner.list(prefix).await
    }

    async fn folders(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        self.lists.fetch_add(1, Ordering::Relaxed);
        self.inner.folders(prefix).await
    }
}

/// `count` events, `apart` from each other, from a fixed time on.
fn entries(count: usize, apart: SignedDuration) -> Result<Vec<Entry>, Box<dyn Error>> {
    let mut at: Timestamp = "2025-01-01T00:00:00Z".parse()?;
    let actor = Actor {
        program: "measure".to_owned(),
        ..Actor::default()
    };
    let mut entries = Vec::with_capacity(count);
    for _ in 0..count {
        entries.push(Entry {
            at,
            actor: actor.clone(),
            what: EventKind::BackInSync { revision: 1 },
        });
        at = at.checked_add(apart)?;
    }
    Ok(entries)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let dir = tempfile::TempDir::new()?;
    let counted = Arc::new(Counted {
        inner: LocalDirectory::new(dir.path())?,
        reads: AtomicUsize::new(0),
        lists: AtomicUsize::new(0),
    });
    let store = || Store::new(counted.clone());
    let (written, single, many): (BaselineName, BaselineName, BaselineName) =
        ("written".parse()?, "single".parse()?, "many".parse()?);

    let events = entries(WRITTEN, SignedDuration::from_secs(1))?;
    let begun = Instant::now();
    store().append_all(&written, events).await?;
    let write = begun.elapsed();
    let verified = store().verify(&written, None).await?;
    let write_and_verify = begun.elapsed();

    let begun = Instant::now();
    let one_by_one = store();
    for entry in entries(SINGLE, SignedDuration::from_secs(1))? {
        let Entry { at, actor, what } = entry;
        one_by_one.append(&single, at, &actor, what).await?;
    }
    let singly = begun.elapsed();

    let events = entries(MANY, SignedDuration::from_secs(30))?;
    let end = events.last().map(|entry| entry.at).unwrap_or_default();
    let last = events.last().cloned();
    store().append_all(&many, events).await?;
    // The next append leaves a tip with one event.
    if let Some(Entry { at, actor, what }) = last {
        store().append(&many, at, &actor, what).await?;
    }
    let (reads, lists) = (&counted.reads, &counted.lists);
    reads.store(0, Ordering::Relaxed);
    lists.store(0, Ordering::Relaxed);
    let begun = Instant::now();
    let last_hour = Range {
        since: Some(end.checked_sub(SignedDuration::from_hours(1))?),
        ..Range::default()
    };
    let found = store().history(&many, &last_hour).await?;
    let history = begun.elapsed();

    let result = serde_json::json!({
        "written": verified.events,
        "write_seconds": write.as_secs_f64(),
        "write_and_verify_seconds": write_and_verify.as_secs_f64(),
        "single": SINGLE,
        "single_seconds": singly.as_secs_f64(),
        "many": MANY,
        "history_events": found.len(),
        "history_seconds": history.as_secs_f64(),
        "history_objects_read": reads.load(Ordering::Relaxed),
        "history_listings": lists.load(Ordering::Relaxed),
    });
    println!("{result}");
    Ok(())
}
