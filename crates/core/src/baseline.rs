//! Baselines: named series of approved revisions.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Actor, BaselineName, Compliance, Digest, Scope};

/// One approved, immutable snapshot of a baseline, with who approved it, when and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// Layout of this record; 1.
    pub version: u32,
    /// The baseline.
    pub baseline: BaselineName,
    /// 1 for the first revision, one more for each later one.
    pub revision: u64,
    /// The SHA-256 of the snapshot's canonical JSON; the snapshot is stored under it.
    pub digest: Digest,
    /// What the snapshot covers; regions are always named.
    pub scope: Scope,
    /// How many resources the snapshot holds, recorded absences not counted.
    pub resources: usize,
    /// AWS account of the snapshot.
    pub account: String,
    /// When it was captured.
    pub at: Timestamp,
    /// Who captured it.
    pub actor: Actor,
    /// Why, if a reason was given.
    #[serde(default)]
    pub reason: Option<String>,
    /// What the required policies said of the snapshot, where any were required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance: Option<Compliance>,
}

/// Points at the approved revision of a baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The approved revision.
    pub revision: u64,
    /// Digest of its snapshot.
    pub digest: Digest,
}
