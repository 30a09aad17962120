//! A program that goes on running.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, Instant};

use driftlock_testbed::{Error, Run};
use rustix::process::{Pid, Signal, kill_process};

/// Nothing that is waited for takes this long on a busy machine.
const BOUND: Duration = Duration::from_secs(120);

/// A running program whose output goes to files. It is killed when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl Process {
    /// Starts it; `name` tells its files in `dir` from those of others.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn start(mut command: Command, dir: &Path, name: &str) -> Result<Self, Error> {
        let (stdout, stderr) = (
            dir.join(format!("{name}.out")),
            dir.join(format!("{name}.err")),
        );
        let file = |path: &Path| File::create(path).map_err(io("creating", path));
        command.stdout(file(&stdout)?).stderr(file(&stderr)?);
        let child = command.spawn().map_err(io("starting", dir))?;
        Ok(Self {
            child,
            stdout,
            stderr,
        })
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, as `kill -TERM` does.
    ///
    /// # Errors
    /// [`Error::Io`] when it has ended already.
    pub fn terminate(&self) -> Result<(), Error> {
        let sent = kill_process(Pid::from_child(&self.child), Signal::TERM);
        sent.map_err(|error| io("terminating", &self.stdout)(error.into()))
    }

    /// Whether it still runs.
    #[must_use]
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for its end and answers what it said. The code is -1 where a signal ended it, or where it
    /// does not end and is killed.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn finish(mut self) -> Result<Run, Error> {
        let code = if wait_until(|| !self.is_running()) {
            let status = self.child.wait().map_err(io("waiting for", &self.stdout))?;
            status.code().unwrap_or(-1)
        } else {
            -1
        };
        let read = |path: &Path| fs::read_to_string(path).map_err(io("reading", path));
        Ok(Run {
            code,
            stdout: read(&self.stdout)?,
            stderr: read(&self.stderr)?,
        })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only for a process that has ended and been waited for.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Looks again and again until `seen` says so. False when it never does.
#[must_use]
pub fn wait_until(mut seen: impl FnMut() -> bool) -> bool {
    let begun = Instant::now();
    while !seen() {
        if begun.elapsed() > BOUND {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_path_buf();
    move |source| Error::Io {
        doing,
        path,
        source,
    }
}
