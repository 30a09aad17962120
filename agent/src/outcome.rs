//! What a command ends with.

use std::path::PathBuf;
use std::process::ExitCode;

use driftlock_core::Compliance;
use driftlock_engine::{EngineError, Fault};

/// Exit codes; a contract with scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; for `drift` and `enforce`: everything is as approved; for `scan`: nothing offends.
    Ok,
    /// There is drift, or some of it is left.
    Drift,
    /// A policy is violated.
    Violations,
    /// It could not be told or done: bad input, no access, something unreadable, a failed restore.
    CouldNotTell,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Ok => 0,
            Exit::Drift | Exit::Violations => 1,
            Exit::CouldNotTell => 2,
        })
    }
}

/// A result.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) text: String,
    /// Where it goes, if not to standard output.
    pub(crate) file: Option<PathBuf>,
    /// What went wrong beside it.
    pub(crate) failures: Vec<Failure>,
    pub(crate) exit: Exit,
}

impl Output {
    pub(crate) fn new(text: impl Into<String>, exit: Exit) -> Self {
        Self {
            text: text.into(),
            file: None,
            failures: Vec::new(),
            exit,
        }
    }

    pub(crate) fn ok(text: impl Into<String>) -> Self {
        Self::new(text, Exit::Ok)
    }
}

/// An error for a person: what went wrong, and what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) message: String,
    /// More lines about what went wrong, each of its own.
    pub(crate) details: Vec<String>,
    pub(crate) help: String,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            details: Vec::new(),
            help: help.into(),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let details = match &error {
            EngineError::WouldAcceptDrift { drift } => drift
                .resources
                .iter()
                .map(crate::render::one_line)
                .collect(),
            EngineError::Incomplete { unreadable, .. } if unreadable.len() > 1 => unreadable
                .iter()
                .map(|one| format!("{}: {}", one.key, one.reason))
                .collect(),
            EngineError::NotCompliant { compliance, .. } => violations(compliance),
            EngineError::Policies { reasons } if reasons.len() > 1 => reasons.clone(),
            _ => Vec::new(),
        };
        Self {
            message: error.to_string(),
            details,
            help: error.help(),
        }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        let excerpt = fault.excerpt.iter().flat_map(|text| text.lines());
        Self {
            details: excerpt.map(|line| format!("  {line}")).collect(),
            message: fault.message,
            help: fault.help.unwrap_or_default(),
        }
    }
}

/// Each violation, with what to do about it.
fn violations(compliance: &Compliance) -> Vec<String> {
    let failing = compliance.findings.iter().filter(|f| f.verdict == "fail");
    failing
        .flat_map(|finding| {
            let found = crate::render::baseline::found(finding);
            [found, format!("     fix: {}", finding.fix)]
        })
        .collect()
}
