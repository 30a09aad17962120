//! A store in a directory: writing and verifying events, and reading a part of a long history.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use driftlock_testbed::Profile;
use serde_json::Value;

use super::table::{Table, ratio, seconds};
use crate::{cargo, say};

/// Ten thousand events are to be written and verified in less.
const GOAL: Duration = Duration::from_secs(5);

pub(super) fn run(profile: Profile) -> Result<()> {
    say::heading(&format!("Store: events in a directory ({profile})"));
    let busy = say::busy("building and running the measure");
    let mut arguments = vec!["run", "--quiet", "--package", "driftlock-store"];
    arguments.extend(["--example", "measure"]);
    if matches!(profile, Profile::Release) {
        arguments.extend(["--profile", "fast"]);
    }
    let output = cargo::command(&arguments)
        .stderr(Stdio::inherit())
        .output()
        .context("running cargo")?;
    drop(busy);
    ensure!(output.status.success(), "the measure failed");
    let found: Value =
        serde_json::from_slice(&output.stdout).context("reading what the measure printed")?;
    let count = |name: &str| found.get(name).and_then(Value::as_u64).unwrap_or_default();
    let time = |name: &str| {
        Duration::from_secs_f64(found.get(name).and_then(Value::as_f64).unwrap_or_default())
    };
    let whole = time("write_and_verify_seconds");

    let mut table = Table::new(&["", "events", "time", "of the goal"]);
    let mut row = |what: &str, events: u64, time: Duration, goal: String| {
        table.row(vec![
            what.to_owned(),
            events.to_string(),
            seconds(time),
            goal,
        ]);
    };
    let written = count("written");
    row(
        "written at a step each 256",
        written,
        time("write_seconds"),
        String::new(),
    );
    row("written and verified", written, whole, ratio(whole, GOAL));
    row(
        "written one by one",
        count("single"),
        time("single_seconds"),
        String::new(),
    );
    let part = format!("last hour out of {}", count("many"));
    row(
        &part,
        count("history_events"),
        time("history_seconds"),
        String::new(),
    );
    table.print();
    say::line(&format!(
        "  the last hour took {} objects read and {} listings",
        count("history_objects_read"),
        count("history_listings")
    ));
    Ok(())
}
