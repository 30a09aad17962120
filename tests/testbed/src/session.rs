//! Somebody with an AWS client of their own, who keeps it open.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::{Error, Result};

const SOURCE: &str = include_str!("../python/session.py");

/// A Python interpreter with boto3 loaded. It ends when dropped.
#[derive(Debug)]
pub struct Session {
    child: Child,
    statements: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Session {
    pub(crate) fn start(python: &Path, env: &[(&'static str, String)]) -> Result<Self> {
        let mut child = Command::new(python)
            .args(["-c", SOURCE])
            .envs(env.iter().cloned())
            .env_remove("AWS_PROFILE")
            .env_remove("AWS_SESSION_TOKEN")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Error::io("starting", python))?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (statements, answers) = pipes.ok_or_else(|| failed("it has no pipes"))?;
        Ok(Self {
            child,
            statements,
            answers: BufReader::new(answers),
        })
    }

    /// Runs Python statements and answers what they print. Names stay for later statements.
    ///
    /// # Errors
    /// [`Error::Script`] with the traceback when the statements fail.
    pub fn run(&mut self, statements: &str) -> Result<String> {
        let io = |error: std::io::Error| failed(&error.to_string());
        writeln!(self.statements, "{}", json!(statements)).map_err(io)?;
        self.statements.flush().map_err(io)?;
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(io)?;
        let answer: Value = serde_json::from_str(&line).map_err(|e| failed(&e.to_string()))?;
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        match text("traceback") {
            Some(traceback) => Err(failed(traceback)),
            None => Ok(text("printed").unwrap_or_default().to_owned()),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // Both fail only for a process that has ended and been waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn failed(why: &str) -> Error {
    Error::Script {
        traceback: why.to_owned(),
    }
}
