//! The gate against a bare parse of the same plan, each as a process of its own.

use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use driftlock_testbed::{Binary, Profile, target_dir};

use super::measure::{Cost, Until, cost, median};
use super::plan;
use super::table::{Table, megabytes, ratio, seconds};
use crate::{cargo, say};

const SIZES: [usize; 2] = [1_000, 5_000];
const RUNS: usize = 7;

pub(super) fn run() -> Result<()> {
    say::heading("Gate: check of a plan against a bare serde_json parse (release, median of 7)");
    let busy = say::busy("building the gate and the parser for release");
    let gate = Binary::Gate.path(Profile::Release)?;
    cargo::run(cargo::command(&[
        "build",
        "--quiet",
        "--release",
        "--package",
        "xtask",
    ]))?;
    drop(busy);
    let parser = target_dir()
        .join("release")
        .join(format!("xtask{}", std::env::consts::EXE_SUFFIX));
    let dir = tempfile::tempdir().context("making a directory")?;
    let mut table = Table::new(&["", "plan", "time", "CPU", "memory", "of the parse"]);
    for size in SIZES {
        let (text, resources) = plan::with_resources(size)?;
        let file = dir.path().join("plan.json");
        fs::write(&file, &text).context("writing the plan")?;
        let parsed = median(RUNS, || {
            cost(Command::new(&parser).arg("parse").arg(&file), Until::End)
        })?;
        let checked = median(RUNS, || {
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
                ratio(cost.wall, parsed.wall),
            ]);
        };
        row("parse", parsed);
        row("driftlock-gate check", checked);
    }
    table.print();
    Ok(())
}
