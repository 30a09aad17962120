//! What is told on standard error: what failed, and what to do.

use std::fmt;

use anstyle::{AnsiColor, Color, Style};
use driftlock_policy::{PolicyError, WaiverError};

const RED: Style = Style::new()
    .bold()
    .fg_color(Some(Color::Ansi(AnsiColor::Red)));
const CYAN: Style = Style::new()
    .bold()
    .fg_color(Some(Color::Ansi(AnsiColor::Cyan)));

/// One thing that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{RED}error{RED:#}: {}", self.message)?;
        if let Some(help) = &self.help {
            writeln!(formatter, "{CYAN}help{CYAN:#}: {help}")?;
        }
        Ok(())
    }
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        Self {
            message: format!("policy {error}"),
            help: error.help,
        }
    }
}

impl From<WaiverError> for Failure {
    fn from(error: WaiverError) -> Self {
        Self::new(format!("waivers {error}"))
    }
}
