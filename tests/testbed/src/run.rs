//! What a command answered.

use std::process::Output;

use serde_json::Value;

use crate::{Error, Result};

/// What a command answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The exit code; -1 when a signal ended the command.
    pub code: i32,
    /// The result.
    pub stdout: String,
    /// The conversation.
    pub stderr: String,
}

impl Run {
    /// The same, if the exit code is `expected`.
    ///
    /// # Errors
    /// [`Error::Command`] naming `command`, with all that it printed.
    pub fn expect_code(self, command: &str, expected: i32) -> Result<Self> {
        if self.code == expected {
            return Ok(self);
        }
        let said = format!("{}{}", self.stdout, self.stderr);
        Err(Error::Command {
            command: command.to_owned(),
            code: self.code,
            said,
        })
    }

    /// Standard output as JSON.
    ///
    /// # Errors
    /// [`Error::Command`] when it is not.
    pub fn json(&self, command: &str) -> Result<Value> {
        serde_json::from_str(&self.stdout).map_err(|error| Error::Command {
            command: command.to_owned(),
            code: self.code,
            said: format!("{error}: {}{}", self.stdout, self.stderr),
        })
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}
