//! `cargo xtask bench`: what it costs, against what it is measured by, in one run.

mod detect;
mod diff;
mod gate;
mod handshake;
mod measure;
mod plan;
mod refresh;
mod store;
mod table;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::ValueEnum;
use driftlock_testbed::Profile;

use crate::say;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to measure [default: all of it]
    #[arg(value_enum)]
    what: Vec<Bench>,
    /// Build `driftlock` and the provider for release too; compiling the AWS SDK takes a while
    #[arg(long)]
    release: bool,
    /// How many security groups, and how many buckets, are watched for `detect`
    #[arg(long, default_value_t = 300)]
    each: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Bench {
    /// The gate against a bare JSON parse of the same plan
    Gate,
    /// The provider, from its start to the handshake, against hashicorp/aws
    Handshake,
    /// `terraform plan` with 20 baselines, against the same without them
    Refresh,
    /// Detection against `terraform plan -refresh-only`
    Detect,
    /// Two snapshots compared, at 1,000, 10,000 and 100,000 resources
    Diff,
    /// Events written, verified and read in a store
    Store,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let profile = if args.release {
        Profile::Release
    } else {
        Profile::Debug
    };
    for bench in Bench::value_variants() {
        if !args.what.is_empty() && !args.what.contains(bench) {
            continue;
        }
        match bench {
            Bench::Gate => gate::run()?,
            Bench::Handshake => handshake::run(profile)?,
            Bench::Refresh => refresh::run(profile)?,
            Bench::Detect => detect::run(profile, args.each)?,
            Bench::Diff => diff::run()?,
            Bench::Store => store::run(profile)?,
        }
    }
    Ok(())
}

pub(crate) use measure::Args as Measure;

/// Measures one process and prints its cost, for another copy of this program to read.
pub(crate) fn measure(args: &Measure) -> Result<()> {
    say::line(&measure::run(args)?.to_string());
    Ok(())
}

#[derive(clap::Args)]
pub(crate) struct Parse {
    /// A JSON file
    file: PathBuf,
}

/// The measure of the gate: read a file, parse it into `serde_json::Value`, nothing else.
pub(crate) fn parse(args: &Parse) -> Result<()> {
    let text = fs::read(&args.file).with_context(|| format!("reading {}", args.file.display()))?;
    let value: serde_json::Value = serde_json::from_slice(&text)?;
    std::hint::black_box(&value);
    Ok(())
}
