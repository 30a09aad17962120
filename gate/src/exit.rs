//! The exit codes, which scripts rely on.

use std::process::ExitCode;

use driftlock_policy::Outcome;

/// What the process ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: nothing offends; warnings are allowed.
    Pass,
    /// 1: something offends.
    Violations,
    /// 2: it could not be told: an unreadable plan, a policy that does not load or evaluate, a
    /// wrong option, anything that was not evaluated.
    CouldNotTell,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Pass => 0,
            Exit::Violations => 1,
            Exit::CouldNotTell => 2,
        })
    }
}

impl From<Outcome> for Exit {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Pass => Self::Pass,
            Outcome::Violations => Self::Violations,
            Outcome::CouldNotTell => Self::CouldNotTell,
        }
    }
}
