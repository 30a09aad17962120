//! What is told on standard error: what failed, and what to do.

use std::fmt;

use anstyle::{AnsiColor, Color, Style};
use driftlock_policy::{Fault, PolicyError};

const RED: Style = Style::new()
    .bold()
    .fg_color(Some(Color::Ansi(AnsiColor::Red)));
const DIM: Style = Style::new().dimmed();
const CYAN: Style = Style::new()
    .bold()
    .fg_color(Some(Color::Ansi(AnsiColor::Cyan)));

/// One thing that failed.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    excerpt: Option<String>,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            excerpt: None,
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
        for line in self.excerpt.iter().flat_map(|excerpt| excerpt.lines()) {
            writeln!(formatter, "  {DIM}{line}{DIM:#}")?;
        }
        if let Some(help) = &self.help {
            writeln!(formatter, "{CYAN}help{CYAN:#}: {help}")?;
        }
        Ok(())
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self {
            message: fault.message,
            excerpt: fault.excerpt,
            help: fault.help,
        }
    }
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        Fault::from(error).into()
    }
}
