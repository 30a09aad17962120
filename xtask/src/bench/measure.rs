//! What a process costs: time, processor, memory.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use wait4::Wait4 as _;

/// The cost of one process and of those that it started and waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// The largest of the processes, in bytes.
    pub(crate) memory: u64,
    pub(crate) code: Option<i32>,
}

/// Runs `command` to its end, its output thrown away.
pub(crate) fn cost(command: &mut Command) -> Result<Cost> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command
        .spawn()
        .with_context(|| format!("running {command:?}"))?;
    let used = child.wait4().context("waiting for a process")?;
    Ok(Cost {
        wall: begun.elapsed(),
        cpu: used.rusage.utime + used.rusage.stime,
        memory: used.rusage.maxrss,
        code: used.status.code(),
    })
}

/// The run of `runs` whose time is in the middle.
pub(crate) fn median(runs: usize, mut run: impl FnMut() -> Result<Cost>) -> Result<Cost> {
    let mut costs = (0..runs).map(|_| run()).collect::<Result<Vec<_>>>()?;
    costs.sort_by_key(|cost| cost.wall);
    costs.get(runs / 2).copied().context("no run was asked for")
}
