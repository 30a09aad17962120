//! What the policies said of a baseline's scope, in short: kept as an event, so that compliance can be
//! told over time.

use serde::{Deserialize, Serialize};

use crate::{Digest, Unreadable};

/// What was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanOf {
    /// What was there at that moment, in the scope of the revision.
    Live,
    /// The stored snapshot of the revision.
    Revision,
}

/// One scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// What was judged.
    pub of: ScanOf,
    /// The revision: the one that was judged, or whose scope was read.
    pub revision: u64,
    /// Digest of the snapshot that was judged.
    pub digest: Digest,
    /// How many resources were judged.
    pub resources: usize,
    /// How many policies judged.
    pub policies: usize,
    /// Offences milder than this were warnings.
    pub min_severity: String,
    /// How many verdicts were `fail`.
    pub fail: usize,
    /// How many were `warn`.
    pub warn: usize,
    /// How many were `unknown`.
    pub unknown: usize,
    /// How many were `waived`.
    pub waived: usize,
    /// How many were `pass`.
    pub pass: usize,
    /// How the controls came out of each framework that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frameworks: Vec<ScanFramework>,
    /// What failed, by resource; the first of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<ScanFinding>,
    /// How many more failed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub findings_left_out: usize,
    /// Policies that could not be evaluated: where each stands, and why not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_evaluated: Vec<String>,
    /// What in scope could not be read, and so not be judged; the first of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<Unreadable>,
    /// How much more could not be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unreadable_left_out: usize,
}

/// How the controls of one framework came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanFramework {
    /// `cis-aws-3.0`.
    pub framework: String,
    /// Controls against which something offends.
    pub fail: usize,
    /// Controls against which something offends mildly.
    pub warn: usize,
    /// Controls of which something cannot be told.
    pub unknown: usize,
    /// Controls that are met, as far as policies can tell.
    pub pass: usize,
    /// Controls whose policies had nothing to judge.
    pub nothing_to_judge: usize,
    /// Controls that no policy covers.
    pub not_covered: usize,
    /// The controls against which something offends, in the framework's order.
    pub failed: Vec<String>,
}

/// One offence, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanFinding {
    /// Id of the policy.
    pub policy: String,
    /// The resource: its Terraform address where known, else type and id.
    pub resource: String,
    /// The policy's severity.
    pub severity: String,
}

impl Scan {
    /// Whether everything in scope was read and every policy evaluated.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unreadable.is_empty() && self.not_evaluated.is_empty()
    }
}

/// How a framework moved from one scan to a later one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// How many more controls pass; fewer where it is negative.
    pub passed: i64,
    /// Controls that fail and did not.
    pub newly_failed: Vec<String>,
    /// Controls that failed and do not.
    pub no_longer_failed: Vec<String>,
}

impl ScanFramework {
    /// The controls on which there was a verdict.
    #[must_use]
    pub const fn judged(&self) -> usize {
        self.fail + self.warn + self.unknown + self.pass
    }

    /// How it moved since an earlier scan.
    #[must_use]
    pub fn since(&self, before: &Self) -> Moved {
        let only = |these: &[String], not: &[String]| {
            let new = these.iter().filter(|control| !not.contains(control));
            new.cloned().collect()
        };
        let count = |passed: usize| i64::try_from(passed).unwrap_or(i64::MAX);
        Moved {
            passed: count(self.pass).saturating_sub(count(before.pass)),
            newly_failed: only(&self.failed, &before.failed),
            no_longer_failed: only(&before.failed, &self.failed),
        }
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}
