//! The key under which secret values are hashed: made once for a store, and kept in it.

use driftlock_core::HashKey;
use serde::{Deserialize, Serialize};

use crate::record::{Record, encode};
use crate::store::Swap;
use crate::{Store, StoreError};

const KEY: &str = "secrets/hash-key.json";

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    /// 64 hexadecimal digits.
    key: String,
}

impl Record for Kept {}

impl Store {
    /// The key of this store's keyed hashes; none until a baseline was captured.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read, or is no key.
    pub async fn hash_key(&self) -> Result<Option<HashKey>, StoreError> {
        let Some(kept) = self.load::<Kept>(KEY).await? else {
            return Ok(None);
        };
        let key = HashKey::from_hex(&kept.key).ok_or_else(|| StoreError::Corrupt {
            key: KEY.to_owned(),
            cause: "`key` is not 64 hexadecimal digits".to_owned(),
        })?;
        Ok(Some(key))
    }

    /// The same key, made now where there is none. Of several programs that make one at once, one wins.
    ///
    /// # Errors
    /// A [`StoreError`] where it could not be read or written.
    pub async fn hash_key_or_new(&self) -> Result<HashKey, StoreError> {
        if let Some(key) = self.hash_key().await? {
            return Ok(key);
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| StoreError::NoRandomness {
            cause: error.to_string(),
        })?;
        let key = HashKey::new(bytes);
        let kept = Kept {
            version: 1,
            key: key.to_hex(),
        };
        if self.swap(KEY, encode(&kept)?, None).await? == Swap::Won {
            return Ok(key);
        }
        Ok(self.hash_key().await?.unwrap_or(key))
    }
}
