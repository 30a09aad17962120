//! Snapshots: compressed, named by the digest of their canonical JSON.

use std::io::{self, Read};

use driftlock_core::{Digest, Snapshot, canonical_json};

use crate::record::decode;
use crate::store::Swap;
use crate::{BackendError, Store, StoreError};

const LEVEL: i32 = 3;
/// Some hundred thousand resources. What claims to be more is an attack or damage.
const LARGEST: u64 = 1 << 30;

fn key_of(digest: &Digest) -> String {
    format!("snapshots/{digest}.json.zst")
}

impl Store {
    /// Stores `snapshot` and gives its digest. Storing the same twice is storing it once; a damaged
    /// copy of it is mended.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be written.
    pub async fn put_snapshot(&self, snapshot: &Snapshot) -> Result<Digest, StoreError> {
        let json = canonical_json(snapshot)?;
        let (digest, packed) = blocking(move || {
            let digest = Digest::of_bytes(&json);
            zstd::bulk::compress(&json, LEVEL).map(|packed| (digest, packed))
        })
        .await
        .map_err(|source| failed("compressing", "snapshot", source))?;
        let key = key_of(&digest);
        if self.swap(&key, packed.clone(), None).await? == Swap::Lost {
            self.mend(&key, &digest, packed).await?;
        }
        Ok(digest)
    }

    /// The snapshot with this digest.
    ///
    /// # Errors
    /// [`StoreError::NoSnapshot`]; [`StoreError::Tampered`] where what is stored is not what its
    /// name says; [`StoreError::TooNew`].
    pub async fn snapshot(&self, digest: &Digest) -> Result<Snapshot, StoreError> {
        let key = key_of(digest);
        let Some(object) = self.object(&key).await? else {
            return Err(StoreError::NoSnapshot {
                digest: digest.clone(),
                key,
            });
        };
        let json = unpack_blocking(&key, digest, object.bytes).await?;
        decode(&key, &json)
    }

    /// Replaces what is stored by `packed` unless it is as good.
    async fn mend(&self, key: &str, digest: &Digest, packed: Vec<u8>) -> Result<(), StoreError> {
        let Some(object) = self.object(key).await? else {
            return Ok(());
        };
        if let Err(error) = unpack_blocking(key, digest, object.bytes).await {
            tracing::warn!(%key, %error, "a damaged snapshot is replaced by a good one");
            // Whoever was faster mended it with the same bytes.
            self.swap(key, packed, Some(&object.version)).await?;
        }
        Ok(())
    }
}

/// Checks that what is stored under the `key` of a snapshot is what its name says.
pub(crate) async fn check_packed(key: &str, packed: Vec<u8>) -> Result<(), StoreError> {
    let name = key
        .strip_prefix("snapshots/")
        .and_then(|name| name.strip_suffix(".json.zst"));
    let digest = serde_json::from_value(name.into()).map_err(|error| StoreError::Corrupt {
        key: key.to_owned(),
        cause: error.to_string(),
    })?;
    unpack_blocking(key, &digest, packed).await.map(|_| ())
}

async fn unpack_blocking(
    key: &str,
    digest: &Digest,
    packed: Vec<u8>,
) -> Result<Vec<u8>, StoreError> {
    let wanted = digest.clone();
    blocking(move || unpack(&packed, &wanted, LARGEST))
        .await
        .map_err(|cause| StoreError::Tampered {
            key: key.to_owned(),
            cause: cause.to_string(),
        })
}

/// Decompresses at most `largest` bytes and compares their digest.
fn unpack(packed: &[u8], wanted: &Digest, largest: u64) -> io::Result<Vec<u8>> {
    let mut json = Vec::new();
    zstd::stream::read::Decoder::with_buffer(packed)?
        .take(largest.saturating_add(1))
        .read_to_end(&mut json)?;
    if u64::try_from(json.len()).is_ok_and(|length| length > largest) {
        return Err(io::Error::other(format!(
            "it is larger than {largest} bytes"
        )));
    }
    let found = Digest::of_bytes(&json);
    if found == *wanted {
        Ok(json)
    } else {
        let (found, wanted) = (found.short(), wanted.short());
        Err(io::Error::other(format!(
            "its digest is `{found}` and not `{wanted}`"
        )))
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(io::Error::other)?
}

fn failed(doing: &'static str, place: &str, source: io::Error) -> BackendError {
    BackendError::Io {
        doing,
        place: place.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_that_would_fill_the_memory_is_refused() {
        let zeros = vec![0; 4096];
        let packed = zstd::bulk::compress(&zeros, LEVEL).unwrap();
        let digest = Digest::of_bytes(&zeros);
        assert_eq!(unpack(&packed, &digest, 4096).unwrap(), zeros);
        let error = unpack(&packed, &digest, 4095).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 4095 bytes");
    }
}
