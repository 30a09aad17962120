//! What a snapshot must be before it may become a baseline, and what was found of it.

use serde::{Deserialize, Serialize};

use crate::ScanFramework;

/// The policies that a snapshot must satisfy. Kept with each revision, and asked of the next one too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The mildest severity that keeps a snapshot from being captured: `info`, `low`, `medium`,
    /// `high` or `critical`. Milder offences are warnings.
    pub min_severity: String,
    /// The compliance framework whose policies judge, by id or file: those that it does not map are
    /// not asked. None for all policies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// Folders of the user's own policies, beside the built-in ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// Approved exceptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waivers: Option<WaiversFile>,
}

/// A file of waivers, as it was when it was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaiversFile {
    /// Its name, for messages.
    pub name: String,
    /// Its content, in YAML.
    pub text: String,
}

/// What the required policies said of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    /// What was required.
    pub requirement: Requirement,
    /// How many policies judged.
    pub policies: usize,
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
    /// How the controls of the required framework came out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frameworks: Vec<ScanFramework>,
    /// All but the passes, by resource.
    pub findings: Vec<ComplianceFinding>,
}

/// One verdict that is no pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplianceFinding {
    /// Id of the policy.
    pub policy: String,
    /// Its severity.
    pub severity: String,
    /// The resource: its Terraform address where known, else type and id.
    pub resource: String,
    /// `fail`, `warn`, `unknown` or `waived`.
    pub verdict: String,
    /// What was found.
    pub message: String,
    /// What to do about it.
    pub fix: String,
    /// Why it was waived, by whom and until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<String>,
}
