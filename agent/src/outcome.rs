//! What a command ends with.

use std::process::ExitCode;

use driftlock_core::Compliance;
use driftlock_engine::EngineError;

/// Exit codes; a contract with scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; for `drift` and `enforce`: everything is as approved.
    Ok,
    /// There is drift, or some of it is left.
    Drift,
    /// It could not be told or done: bad input, no access, something unreadable, a failed restore.
    CouldNotTell,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Ok => 0,
            Exit::Drift => 1,
            Exit::CouldNotTell => 2,
        })
    }
}

/// A result for standard output.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) text: String,
    pub(crate) exit: Exit,
}

impl Output {
    pub(crate) fn ok(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            exit: Exit::Ok,
        }
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
