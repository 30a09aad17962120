//! What a process costs: time, processor, memory.
//!
//! The kernel counts the memory of the process that starts another as that other's, up to the
//! moment of its `exec`. So a process is measured from a second, small copy of this program.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};
use wait4::Wait4 as _;

use super::handshake;

/// The cost of one process and of those that it started and waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    /// The largest of the processes, in bytes.
    pub(crate) memory: u64,
    pub(crate) code: Option<i32>,
}

/// How long a process is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Until {
    /// It has ended
    End,
    /// It has said where it listens
    Handshake,
}

/// What the second copy of this program is asked.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[arg(value_enum)]
    until: Until,
    program: PathBuf,
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// What the second copy does: measures, and prints the cost as JSON.
pub(crate) fn run(args: &Args) -> Result<Value> {
    let mut command = Command::new(&args.program);
    command.args(&args.args);
    let cost = match args.until {
        Until::End => to_the_end(&mut command)?,
        Until::Handshake => handshake::start(&mut command)?,
    };
    Ok(json!({
        "wall": cost.wall.as_secs_f64(),
        "cpu": cost.cpu.as_secs_f64(),
        "memory": cost.memory,
        "code": cost.code,
    }))
}

/// Runs `command` until then, its output thrown away.
pub(crate) fn cost(command: &Command, until: Until) -> Result<Cost> {
    let mut copy = Command::new(env::current_exe().context("finding this program")?);
    copy.arg("measure")
        .arg(until.name())
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(dir) = command.get_current_dir() {
        copy.current_dir(dir);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => copy.env(name, value),
            None => copy.env_remove(name),
        };
    }
    let output = copy
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    ensure!(output.status.success(), "measuring {command:?} failed");
    let printed: Value = serde_json::from_slice(&output.stdout).context("reading a measure")?;
    let seconds = |name: &str| {
        printed
            .get(name)
            .and_then(Value::as_f64)
            .unwrap_or_default()
    };
    let code = printed.get("code").and_then(Value::as_i64);
    Ok(Cost {
        wall: Duration::from_secs_f64(seconds("wall")),
        cpu: Duration::from_secs_f64(seconds("cpu")),
        memory: printed
            .get("memory")
            .and_then(Value::as_u64)
            .unwrap_or_default(),
        code: code.and_then(|code| i32::try_from(code).ok()),
    })
}

/// The run of `runs` whose time is in the middle.
pub(crate) fn median(runs: usize, mut run: impl FnMut() -> Result<Cost>) -> Result<Cost> {
    let mut costs = (0..runs).map(|_| run()).collect::<Result<Vec<_>>>()?;
    costs.sort_by_key(|cost| cost.wall);
    costs.get(runs / 2).copied().context("no run was asked for")
}

impl Until {
    fn name(self) -> &'static str {
        match self {
            Self::End => "end",
            Self::Handshake => "handshake",
        }
    }
}

fn to_the_end(command: &mut Command) -> Result<Cost> {
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
