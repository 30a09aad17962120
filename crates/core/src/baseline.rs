//! Baselines: named series of approved revisions.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Actor, BaselineName, Compliance, Digest, Ignore, Key, Scope};

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
    /// Types that the program which captured it could read, sorted. Of other types the baseline says
    /// nothing, so that a newer program sees no drift in what an older one could not capture.
    #[serde(default = "first_types")]
    pub types: Vec<String>,
    /// What differed between two reads in a row, when it was captured: where that goes on, it will be
    /// seen as drift.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unstable: Vec<Unstable>,
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
    /// Id of the pause under which the last deployment was captured, in this revision or one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment: Option<String>,
    /// What the required policies said of the snapshot, where any were required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compliance: Option<Compliance>,
    /// What of it may change freely, for whoever approved the revision approved that too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignore: Vec<Ignore>,
}

/// The types of the programs that did not record them.
fn first_types() -> Vec<String> {
    [
        "aws_s3_bucket",
        "aws_s3_bucket_policy",
        "aws_s3_bucket_public_access_block",
        "aws_s3_bucket_server_side_encryption_configuration",
        "aws_s3_bucket_versioning",
        "aws_security_group",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A resource that was not the same in two reads in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unstable {
    /// Type, region and id.
    #[serde(flatten)]
    pub key: Key,
    /// Paths that differed; empty where it came or went as a whole.
    pub paths: Vec<String>,
}

/// Points at the approved revision of a baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The approved revision.
    pub revision: u64,
    /// Digest of its snapshot.
    pub digest: Digest,
}
