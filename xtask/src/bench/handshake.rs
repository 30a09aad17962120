//! The provider from its start to the line that tells Terraform where it listens.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use driftlock_testbed::{AwsProvider, Binary, Client, Profile};
use wait4::Wait4 as _;

use super::measure::{Cost, Until, cost, median};
use super::table::{Table, megabytes, part, seconds};
use crate::say;

/// The certificate of a client like Terraform (P-521, CA flag). Its key was never kept.
const CLIENT: &str = include_str!("client.pem");
const RUNS: usize = 9;

pub(super) fn run(profile: Profile) -> Result<()> {
    say::heading(&format!(
        "Provider: start to handshake ({profile}, median of {RUNS})"
    ));
    let busy = say::busy("building the provider");
    let provider = Binary::Provider.path(profile)?;
    drop(busy);
    let ours = Start::of(Binary::Provider.name().to_owned(), &provider)?;
    let mut table = Table::new(&["", "time", "memory", "program"]);
    table.row(ours.cells());
    match theirs() {
        Ok(theirs) => {
            table.row(theirs.cells());
            table.row(ours.part_of(&theirs));
        }
        Err(error) => say::bad(&format!("not compared with hashicorp/aws: {error}")),
    }
    table.print();
    say::line("  The marks are 30 ms, 20 MB and 40 MB for a release build.");
    Ok(())
}

/// What it takes a provider to say where it listens.
struct Start {
    what: String,
    cost: Cost,
    /// The size of the program, in bytes.
    size: u64,
}

impl Start {
    fn of(what: String, program: &Path) -> Result<Start> {
        let size = fs::metadata(program).with_context(|| format!("reading {}", program.display()));
        Ok(Start {
            what,
            cost: median(RUNS, || cost(&Command::new(program), Until::Handshake))?,
            size: size?.len(),
        })
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.what.clone(),
            seconds(self.cost.wall),
            megabytes(self.cost.memory),
            megabytes(self.size),
        ]
    }

    fn part_of(&self, whole: &Start) -> Vec<String> {
        vec![
            "of it".to_owned(),
            part(self.cost.wall.as_secs_f64(), whole.cost.wall.as_secs_f64()),
            part(self.cost.memory as f64, whole.cost.memory as f64),
            part(self.size as f64, whole.size as f64),
        ]
    }
}

fn theirs() -> Result<Start> {
    let aws = AwsProvider::find(&Client::find()?)?;
    Start::of(format!("hashicorp/aws {}", aws.version()), &aws.binary()?)
}

/// Starts a provider as Terraform does, and ends it when it has said where it listens.
pub(super) fn start(provider: &mut Command) -> Result<Cost> {
    let begun = Instant::now();
    let mut child = provider
        // go-plugin's environment: https://github.com/hashicorp/go-plugin/blob/main/docs/internals.md
        .env(
            "TF_PLUGIN_MAGIC_COOKIE",
            "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
        )
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env("PLUGIN_MIN_PORT", "10000")
        .env("PLUGIN_MAX_PORT", "25000")
        .env("PLUGIN_CLIENT_CERT", CLIENT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("starting the provider")?;
    let mut line = String::new();
    let stdout = child.stdout.take().context("the provider has no output")?;
    BufReader::new(stdout)
        .read_line(&mut line)
        .context("reading the handshake")?;
    let wall = begun.elapsed();
    child.kill().context("ending the provider")?;
    let used = child.wait4().context("waiting for the provider")?;
    ensure!(
        line.starts_with("1|5|") || line.starts_with("1|6|"),
        "the provider said `{}` for a handshake",
        line.trim()
    );
    Ok(Cost {
        wall,
        cpu: Duration::ZERO,
        memory: used.rusage.maxrss,
        code: used.status.code(),
    })
}
