//! How often and how soon somebody who lost a race tries again.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use crate::StoreError;

/// Some five seconds in all: long enough for any burst, short enough to be told of a jam.
const MAX_ATTEMPTS: u32 = 64;
const LONGEST: u64 = 200;

/// Counts the attempts to write one object.
pub(crate) struct Backoff<'a> {
    key: &'a str,
    attempts: u32,
}

impl<'a> Backoff<'a> {
    pub(crate) fn new(key: &'a str) -> Self {
        Self { key, attempts: 0 }
    }

    /// Waits a random time below a limit that doubles with each attempt, from 2 to 200
    /// milliseconds.
    pub(crate) async fn wait(&mut self) -> Result<(), StoreError> {
        self.attempts += 1;
        if self.attempts >= MAX_ATTEMPTS {
            return Err(StoreError::Busy {
                key: self.key.to_owned(),
                attempts: self.attempts,
            });
        }
        let limit = 1_u64
            .checked_shl(self.attempts)
            .unwrap_or(LONGEST)
            .min(LONGEST);
        let milliseconds = random() % limit;
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Ok(())
    }
}

/// A number that differs between calls and processes. Good for spreading and for telling apart, not
/// for secrets.
pub(crate) fn random() -> u64 {
    RandomState::new().hash_one(0)
}
