//! What is wrong with a policy, and where.

use std::fmt;

use serde::Serialize;

/// A policy that could not be loaded or evaluated. Such a run never passes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PolicyError {
    /// The file, as the user named it; built-in policies begin with `builtin:`.
    pub file: String,
    /// Line from 1, where known.
    pub line: Option<usize>,
    /// Column from 1, where known.
    pub column: Option<usize>,
    /// What is wrong.
    pub reason: String,
    /// What to do about it, where that is known.
    pub help: Option<String>,
}

impl PolicyError {
    pub(crate) fn new(file: &str, reason: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            column: None,
            reason: reason.into(),
            help: None,
        }
    }

    pub(crate) fn at(mut self, line: usize, column: usize) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The line that is meant, with a caret below the column, where the file can still be read.
    #[must_use]
    pub fn excerpt(&self) -> Option<String> {
        let (number, column) = (self.line?, self.column?);
        let text = match super::library::builtin_text(&self.file) {
            Some(text) => text.to_owned(),
            None => std::fs::read_to_string(&self.file).ok()?,
        };
        let line = text.lines().nth(number.checked_sub(1)?)?;
        // Tabs before the caret stay tabs, so that it stands below its character.
        let before = line.chars().take(column.saturating_sub(1));
        let indent: String = before.map(|c| if c == '\t' { c } else { ' ' }).collect();
        let gutter = " ".repeat(number.to_string().len());
        Some(format!("{number} | {line}\n{gutter} | {indent}^"))
    }

    /// From the message of the Rego engine, which marks the place as `--> file:line:column`.
    pub(crate) fn from_engine(file: &str, message: &str) -> Self {
        let reason = message
            .rsplit_once("\nerror: ")
            .map_or(message, |(_, reason)| reason)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        match place(message) {
            Some((named, line, column)) => Self::new(named, reason).at(line, column),
            None => Self::new(file, reason),
        }
    }
}

fn place(message: &str) -> Option<(&str, usize, usize)> {
    let (_, after) = message.split_once("--> ")?;
    let mut parts = after.lines().next()?.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?, line, column))
}

impl fmt::Display for PolicyError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(formatter, ":{column}")?;
        }
        write!(formatter, ": {}", self.reason)
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_taken_from_the_engines_message() {
        let message = "\n--> C:\\p\\x.rego:3:9\n  |\n3 | x\n  | ^\nerror: expecting\n`if`";
        let error = PolicyError::from_engine("other.rego", message);
        assert_eq!(error.to_string(), "C:\\p\\x.rego:3:9: expecting `if`");
    }

    #[test]
    fn a_message_without_a_place_keeps_the_file() {
        let error = PolicyError::from_engine("x.rego", "execution stopped");
        assert_eq!(error.to_string(), "x.rego: execution stopped");
    }
}
