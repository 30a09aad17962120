//! The store itself: records under keys, and the marker that says which layout they have.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use driftlock_core::BaselineName;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use crate::backoff::Backoff;
use crate::record::{Record, decode, encode};
use crate::{Advice, Backend, BackendError, InMemory, Object, StoreError, Version};

/// Says that this is a store and which layout it has.
pub(crate) const MARKER: &str = "store.json";

/// Everything that Driftlock remembers. Clones share one backend.
///
/// Opening does no I/O; the first write makes the store. Several programs may use one store at
/// once. Reads and writes of a store whose layout is newer than this program are refused.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    backend: Arc<dyn Backend>,
    /// Set once the marker was seen with a layout that is known.
    layout: OnceCell<()>,
    /// By baseline, the newest event whose own file is known to exist.
    settled: Mutex<BTreeMap<BaselineName, String>>,
}

#[derive(Serialize, Deserialize)]
struct Layout {
    version: u32,
}

impl Record for Layout {}

/// What came of a compare-and-swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Swap {
    Won,
    Lost,
}

/// What to do with a record after looking at it.
pub(crate) enum Step<T, R> {
    Write(T, R),
    Leave(R),
}

/// What `change` makes of a value: the record to write, if it is another one then.
pub(crate) fn edited<T: Clone + PartialEq, W, R>(
    before: T,
    change: impl FnOnce(&mut T) -> R,
    record: impl FnOnce(T) -> W,
) -> Step<W, R> {
    let mut after = before.clone();
    let answer = change(&mut after);
    if after == before {
        Step::Leave(answer)
    } else {
        Step::Write(record(after), answer)
    }
}

impl Store {
    /// A store over `backend`.
    #[must_use]
    pub fn new(backend: Arc<dyn Backend>) -> Self {
        Self {
            inner: Arc::new(Inner {
                backend,
                layout: OnceCell::new(),
                settled: Mutex::default(),
            }),
        }
    }

    /// An empty store in memory, for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::new(Arc::new(InMemory::new()))
    }

    /// Where the store is, as a user would write it.
    #[must_use]
    pub fn url(&self) -> &str {
        self.inner.backend.url()
    }

    /// What the place of the store lacks: a bucket without versioning is one of which nothing can be
    /// brought back. Empty where all is well.
    ///
    /// # Errors
    /// A [`StoreError`] where the place could not be reached.
    pub async fn advice(&self) -> Result<Vec<Advice>, StoreError> {
        Ok(self.inner.backend.advice().await?)
    }

    pub(crate) fn is_same_place(&self, other: &Self) -> bool {
        let (one, two) = (&self.inner.backend, &other.inner.backend);
        Arc::ptr_eq(one, two)
            || one
                .place()
                .zip(two.place())
                .is_some_and(|(one, two)| one.starts_with(&two) || two.starts_with(&one))
    }

    pub(crate) fn settled(&self) -> &Mutex<BTreeMap<BaselineName, String>> {
        &self.inner.settled
    }

    /// The object under `key`.
    pub(crate) async fn object(&self, key: &str) -> Result<Option<Object>, StoreError> {
        self.check_layout().await?;
        Ok(self.inner.backend.get(key).await?)
    }

    /// The keys that begin with `prefix`, sorted.
    pub(crate) async fn keys(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.check_layout().await?;
        Ok(self.inner.backend.list(prefix).await?)
    }

    /// The names of the folders directly in `prefix`, which is empty or ends in a slash, sorted.
    pub(crate) async fn folders(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.check_layout().await?;
        Ok(self.inner.backend.folders(prefix).await?)
    }

    /// The record under `key`.
    pub(crate) async fn load<T: Record>(&self, key: &str) -> Result<Option<T>, StoreError> {
        match self.object(key).await? {
            Some(object) => decode(key, &object.bytes).map(Some),
            None => Ok(None),
        }
    }

    /// Writes the object under `key` if it still is as `expected`, or does not exist where nothing
    /// is expected.
    pub(crate) async fn swap(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: Option<&Version>,
    ) -> Result<Swap, StoreError> {
        self.make_layout().await?;
        let backend = &self.inner.backend;
        let written = match expected {
            None => backend.create(key, bytes).await,
            Some(version) => backend.replace(key, bytes, version).await,
        };
        match written {
            Ok(_) => Ok(Swap::Won),
            Err(BackendError::AlreadyExists { .. } | BackendError::Changed { .. }) => {
                Ok(Swap::Lost)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Writes those of `objects` that do not exist.
    pub(crate) async fn create_all(
        &self,
        objects: Vec<(String, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        self.make_layout().await?;
        Ok(self.inner.backend.create_all(objects).await?)
    }

    /// Changes the record under `key` by what `change` makes of it, again for as long as others
    /// change it in between.
    pub(crate) async fn update<T: Record, R: Send>(
        &self,
        key: &str,
        mut change: impl FnMut(Option<T>) -> Result<Step<T, R>, StoreError> + Send,
    ) -> Result<R, StoreError> {
        let mut backoff = Backoff::new(key);
        let mut sent: Option<(Vec<u8>, R)> = None;
        loop {
            let current = self.object(key).await?;
            let (bytes, version) =
                current.map_or((None, None), |o| (Some(o.bytes), Some(o.version)));
            // A write whose answer was lost on the way, and that was sent again, lost to itself.
            if let Some((_, result)) = sent.take_if(|(sent, _)| bytes.as_ref() == Some(sent)) {
                return Ok(result);
            }
            let record = bytes.map(|bytes| decode(key, &bytes)).transpose()?;
            let (record, result) = match change(record)? {
                Step::Write(record, result) => (record, result),
                Step::Leave(result) => return Ok(result),
            };
            let bytes = encode(&record)?;
            match self.swap(key, bytes.clone(), version.as_ref()).await? {
                Swap::Won => return Ok(result),
                Swap::Lost => sent = Some((bytes, result)),
            }
            backoff.wait().await?;
        }
    }

    /// Refuses a layout that is not known. A store without a marker is one that is yet to be made.
    async fn check_layout(&self) -> Result<(), StoreError> {
        if self.inner.layout.initialized() {
            return Ok(());
        }
        if let Some(object) = self.inner.backend.get(MARKER).await? {
            decode::<Layout>(MARKER, &object.bytes)?;
            self.inner.layout.get_or_init(|| async {}).await;
        }
        Ok(())
    }

    async fn make_layout(&self) -> Result<(), StoreError> {
        self.check_layout().await?;
        if self.inner.layout.initialized() {
            return Ok(());
        }
        let marker = encode(&Layout { version: 1 })?;
        match self.inner.backend.create(MARKER, marker).await {
            Ok(_) | Err(BackendError::AlreadyExists { .. }) => self.check_layout().await,
            Err(error) => Err(error.into()),
        }
    }
}
