//! Two snapshots compared, from a thousand resources to a hundred thousand.

use std::process::Command;
use std::time::Duration;

use anyhow::{Result, ensure};
use driftlock_testbed::target_dir;

use super::measure::{Cost, Until, cost, median};
use super::table::{Table, megabytes, seconds};
use crate::{cargo, say};

const SIZES: [u32; 3] = [1_000, 10_000, 100_000];
const RUNS: usize = 5;
/// Resources that a process compares in all, so that the smallest size takes long enough to measure.
const COMPARED: u32 = 500_000;

pub(super) fn run() -> Result<()> {
    say::heading(&format!(
        "Two snapshots compared, 1% changed, 0.2% missing, 0.2% unmanaged (release, median of {RUNS})"
    ));
    let busy = say::busy("building the measure for release");
    cargo::run(cargo::command(&[
        "build",
        "--quiet",
        "--profile",
        "fast",
        "--package",
        "driftlock-core",
        "--example",
        "compare",
    ]))?;
    drop(busy);
    let mut table = Table::new(&[
        "",
        "time",
        "CPU",
        "CPU per 1,000",
        "memory",
        "of it snapshots",
    ]);
    for size in SIZES {
        row(&mut table, size, "readable")?;
    }
    for size in SIZES {
        row(&mut table, size, "unreadable")?;
    }
    table.print();
    Ok(())
}

fn row(table: &mut Table, size: u32, how: &str) -> Result<()> {
    let times = COMPARED / size;
    let made = measured(size, 0, how)?;
    let compared = measured(size, times, how)?;
    let each = |of: fn(&Cost) -> Duration| of(&compared).saturating_sub(of(&made)) / times;
    let cpu = each(|cost| cost.cpu);
    table.row(vec![
        format!("{size} resources, {how}"),
        seconds(each(|cost| cost.wall)),
        seconds(cpu),
        seconds(cpu * 1000 / size),
        megabytes(compared.memory),
        megabytes(made.memory),
    ]);
    Ok(())
}

/// A process that makes two snapshots and compares them so many times.
fn measured(size: u32, times: u32, how: &str) -> Result<Cost> {
    let program = target_dir()
        .join("fast")
        .join("examples")
        .join(format!("compare{}", std::env::consts::EXE_SUFFIX));
    let mut command = Command::new(program);
    command.args([&size.to_string(), &times.to_string(), how]);
    let cost = median(RUNS, || cost(&command, Until::End))?;
    ensure!(
        cost.code == Some(0),
        "comparing {size} resources did not find what drifted"
    );
    Ok(cost)
}
