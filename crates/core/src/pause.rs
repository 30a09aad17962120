//! Pauses: leases on non-enforcement.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Key;

/// A lease on non-enforcement, of a whole baseline or of one resource. It ends at `until` by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// A ULID; names this pause in history and when it is ended.
    pub id: String,
    /// Who asked for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// From when.
    pub since: Timestamp,
    /// Until when at the latest.
    pub until: Timestamp,
    /// Until when it was last kept alive, where a deployment keeps it so; what falls silent has failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Timestamp>,
    /// The one resource that is paused; none for all of the baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Key>,
}

impl Pause {
    /// Whether the pause holds at `now`.
    #[must_use]
    pub fn holds_at(&self, now: Timestamp) -> bool {
        now < self.until
    }

    /// How long it holds, in words: `until ...`, or for as long as a deployment keeps it alive.
    #[must_use]
    pub fn how_long(&self) -> String {
        match self.lease {
            Some(lease) if lease == self.until => "while the deployment lasts".to_owned(),
            _ => format!("until {}", self.until.strftime("%Y-%m-%d %H:%M:%SZ")),
        }
    }

    /// Whether the deployment that keeps it alive has fallen silent by `now`.
    #[must_use]
    pub fn is_silent_at(&self, now: Timestamp) -> bool {
        self.lease.is_some_and(|lease| lease <= now)
    }
}
