//! The chapters that differ where hashicorp/aws is not to be had: resources are made through the
//! AWS API, and the gate reads plans that real Terraform wrote elsewhere.

use std::fs;

use anyhow::{Context as _, Result};

use super::chapters;
use super::stage::Stage;
use crate::say;

const SEED: &str = include_str!("seeded/seed.py");
const RELEASE: &str = include_str!("seeded/release.py");
const GOOD_PLAN: &str = include_str!("seeded/plan.json");
const BAD_PLAN: &str = include_str!("seeded/bad.json");
const WAIVERS: &str = include_str!("../../../examples/demo/waivers.yaml");

pub(crate) fn gate(stage: &Stage) -> Result<()> {
    let dir = stage.scene.workspace.path();
    for (name, text) in [
        ("plan.json", GOOD_PLAN),
        ("bad.json", BAD_PLAN),
        ("waivers.yaml", WAIVERS),
    ] {
        fs::write(dir.join(name), text).with_context(|| format!("writing {name}"))?;
    }
    stage.gate(
        &[
            "check",
            "plan.json",
            "--severity",
            "high",
            "--waivers",
            "waivers.yaml",
        ],
        0,
    )?;
    chapters::stopped(stage)
}

pub(crate) fn apply(stage: &Stage) -> Result<()> {
    say::output(
        &stage
            .scene
            .moto
            .boto3(SEED)
            .context("making the resources")?,
    );
    stage.terraform(&stage.scene.workspace, &["init"], 0)?;
    stage.terraform(&stage.scene.workspace, &["plan", "-out=plan.tfplan"], 0)?;
    chapters::apply(stage)
}

pub(crate) fn release(stage: &Stage) -> Result<()> {
    stage.driftlock(
        &["pause", "web", "--ttl", "30m", "--reason", "release-2026.2"],
        0,
    )?;
    say::output(&stage.scene.moto.boto3(RELEASE).context("releasing")?);
    // Drift, and so exit code 1: it is seen, and left alone.
    stage.driftlock(&["enforce", "web", "--once"], 1)?;
    say::good("paused: nothing was taken back in the middle of the release");
    stage.driftlock(&["resume", "web", "--rebaseline"], 0)?;
    chapters::released(stage)
}
