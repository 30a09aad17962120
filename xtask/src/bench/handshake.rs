//! The provider from its start to the line that tells Terraform where it listens.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use driftlock_testbed::{Binary, Profile};
use wait4::Wait4 as _;

use super::measure::{Cost, Until, cost, median};
use super::table::{Table, megabytes, seconds};
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
    let started = median(RUNS, || cost(&Command::new(&provider), Until::Handshake))?;
    let mut table = Table::new(&["", "time", "memory"]);
    table.row(vec![
        Binary::Provider.name().to_owned(),
        seconds(started.wall),
        megabytes(started.memory),
    ]);
    table.print();
    Ok(())
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
        .env("PLUGIN_PROTOCOL_VERSIONS", "6")
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
        line.starts_with("1|6|"),
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
