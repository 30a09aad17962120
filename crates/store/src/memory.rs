//! Objects in memory, for tests.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use driftlock_core::Digest;

use crate::{Backend, BackendError, Object, Version, key};

/// A backend that forgets everything when it is dropped.
#[derive(Debug, Default)]
pub struct InMemory {
    objects: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl InMemory {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `bytes` under `key` whatever was there, as somebody with an editor would.
    pub fn tamper(&self, key: &str, bytes: impl Into<Vec<u8>>) {
        self.objects().insert(key.to_owned(), bytes.into());
    }

    /// Takes the object under `key` away, as somebody with a shell would.
    pub fn remove(&self, key: &str) -> Option<Vec<u8>> {
        self.objects().remove(key)
    }

    fn objects(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        // No method panics while it holds the lock, and the map is whole between any two steps.
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn version_of(bytes: &[u8]) -> Version {
    Version::new(Digest::of_bytes(bytes).as_str())
}

#[async_trait]
impl Backend for InMemory {
    fn url(&self) -> &str {
        "memory://"
    }

    async fn get(&self, key: &str) -> Result<Option<Object>, BackendError> {
        key::check(key)?;
        Ok(self.objects().get(key).map(|bytes| Object {
            bytes: bytes.clone(),
            version: version_of(bytes),
        }))
    }

    async fn create(&self, key: &str, bytes: Vec<u8>) -> Result<Version, BackendError> {
        key::check(key)?;
        let mut objects = self.objects();
        if objects.contains_key(key) {
            return Err(BackendError::AlreadyExists {
                key: key.to_owned(),
            });
        }
        let version = version_of(&bytes);
        objects.insert(key.to_owned(), bytes);
        Ok(version)
    }

    async fn replace(
        &self,
        key: &str,
        bytes: Vec<u8>,
        expected: &Version,
    ) -> Result<Version, BackendError> {
        key::check(key)?;
        let mut objects = self.objects();
        match objects.get_mut(key) {
            Some(current) if version_of(current) == *expected => {
                *current = bytes;
                Ok(version_of(current))
            }
            _ => Err(BackendError::Changed {
                key: key.to_owned(),
            }),
        }
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, BackendError> {
        key::check_prefix(prefix)?;
        Ok(self
            .objects()
            .keys()
            .filter(|key| key.starts_with(prefix))
            .cloned()
            .collect())
    }
}
