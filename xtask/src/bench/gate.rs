//! The gate against a bare parse of the same plan, and against Checkov where that is installed, each
//! as a process of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result, ensure};
use driftlock_testbed::{Binary, Profile, target_dir};

use super::measure::{Cost, Until, cost, median};
use super::plan;
use super::table::{Table, megabytes, ratio, seconds};
use crate::{cargo, say};

/// How many resources a plan has, and of how many runs the one in the middle counts.
const SIZES: [(usize, usize); 4] = [(1_000, 7), (5_000, 7), (10_000, 7), (100_000, 3)];

/// The plan that Checkov judges too, and how often: it takes seconds.
const BESIDE_CHECKOV: usize = 1_000;
const RUNS_OF_CHECKOV: usize = 3;

pub(super) fn run() -> Result<()> {
    say::heading("Gate: check of a plan against a bare serde_json parse (release, median)");
    let busy = say::busy("building the gate and the parser for release");
    let gate = Binary::Gate.path(Profile::Release)?;
    cargo::run(cargo::command(&[
        "build",
        "--quiet",
        "--profile",
        "fast",
        "--package",
        "xtask",
    ]))?;
    drop(busy);
    let parser = target_dir()
        .join("fast")
        .join(format!("xtask{}", env::consts::EXE_SUFFIX));
    let dir = tempfile::tempdir().context("making a directory")?;
    let checkov = on_path("checkov");
    let mut table = Table::new(&[
        "",
        "plan",
        "time",
        "CPU",
        "memory",
        "CPU each",
        "memory each",
        "of the parse",
    ]);
    for (size, runs) in SIZES {
        let (text, resources) = plan::with_resources(size)?;
        let file = dir.path().join("plan.json");
        fs::write(&file, &text).context("writing the plan")?;
        let parsed = median(runs, || {
            cost(Command::new(&parser).arg("parse").arg(&file), Until::End)
        })?;
        let checked = median(runs, || {
            cost(Command::new(&gate).arg("check").arg(&file), Until::End)
        })?;
        ensure!(parsed.code == Some(0), "the plan could not be parsed");
        ensure!(
            matches!(checked.code, Some(0 | 1)),
            "the gate could not tell: {:?}",
            checked.code
        );
        let mut row = |what: &str, cost: Cost| {
            table.row(vec![
                format!("{what}, {resources} resources"),
                format!("{:.1} MB", text.len() as f64 / 1e6),
                seconds(cost.wall),
                seconds(cost.cpu),
                megabytes(cost.memory),
                format!("{:.1} us", cost.cpu.as_secs_f64() * 1e6 / resources as f64),
                format!("{:.1} kB", cost.memory as f64 / 1024.0 / resources as f64),
                ratio(cost.cpu, parsed.cpu),
            ]);
        };
        row("parse", parsed);
        row("driftlock-gate check", checked);
        if let (BESIDE_CHECKOV, Some(checkov)) = (size, &checkov) {
            row(
                "checkov",
                median(RUNS_OF_CHECKOV, || judged(checkov, &file))?,
            );
        }
    }
    table.print();
    if checkov.is_none() {
        say::line("  checkov is not on the PATH, so it was not measured");
    }
    Ok(())
}

/// Checkov on the same plan, with nothing asked of the network.
fn judged(checkov: &Path, plan: &Path) -> Result<Cost> {
    let mut command = Command::new(checkov);
    command
        .args(["--framework", "terraform_plan", "--compact", "--quiet"])
        .args(["--skip-download", "--file"])
        .arg(plan);
    let cost = cost(&command, Until::End)?;
    ensure!(
        matches!(cost.code, Some(0 | 1)),
        "checkov could not tell: {:?}",
        cost.code
    );
    Ok(cost)
}

/// A program that the shell would find.
fn on_path(program: &str) -> Option<PathBuf> {
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .map(|dir| dir.join(&name))
        .find(|file| file.is_file())
}
