//! The story where hashicorp/aws is to be had; most of it is the same where it is not.

use std::fs;

use anyhow::{Context as _, Result, ensure};
use driftlock_testbed::{Workspace, workspace_root};
use serde_json::Value;

use super::stage::Stage;
use crate::say;

/// What somebody does by hand, as statements for boto3.
const BY_HAND: &str = include_str!("by_hand.py");
/// Reads back what the demo claims; prints one JSON object.
const LIVE: &str = include_str!("live.py");

pub(crate) fn good_plan(stage: &Stage) -> Result<()> {
    stage.terraform(&stage.scene.workspace, &["init"], 0)?;
    plan_to_json(stage, &stage.scene.workspace)?;
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
    say::good("the plan passes; the bucket that is public on purpose is waived, with a reason");
    Ok(())
}

pub(crate) fn bad_plan(stage: &Stage) -> Result<()> {
    let example = workspace_root().join("examples/demo/bad");
    let bad = stage
        .scene
        .terraform
        .example(&example, &stage.scene.moto.endpoint())?;
    stage.terraform(&bad, &["init"], 0)?;
    let plan = plan_to_json(stage, &bad)?;
    fs::write(stage.scene.workspace.path().join("bad.json"), plan).context("writing bad.json")?;
    stopped(stage)
}

/// `bad.json` in the directory of the story is refused for both of its faults.
pub(crate) fn stopped(stage: &Stage) -> Result<()> {
    let run = stage.gate(&["check", "bad.json"], 1)?;
    for address in ["aws_security_group.admin", "aws_dynamodb_table.sessions"] {
        ensure!(
            run.stdout.contains(address),
            "the gate did not name {address}"
        );
    }
    say::good("SSH open to the world and an unencrypted table: exit code 1, nothing was applied");
    Ok(())
}

pub(crate) fn apply(stage: &Stage) -> Result<()> {
    stage.terraform(&stage.scene.workspace, &["apply", "plan.tfplan"], 0)?;
    in_sync(stage, "the baseline holds exactly what is live")
}

pub(crate) fn somebody(stage: &Stage) -> Result<()> {
    let done = stage
        .scene
        .moto
        .boto3(BY_HAND)
        .context("changing things by hand")?;
    say::output(&done);
    let live = live(stage)?;
    ensure!(
        live.get("ports") != Some(&serde_json::json!([80, 443])),
        "nothing was changed"
    );
    Ok(())
}

pub(crate) fn report(stage: &Stage) -> Result<()> {
    let drift = stage.drift()?;
    stage.driftlock(&["drift", "web"], 1)?;
    let resources = drift
        .get("resources")
        .and_then(Value::as_array)
        .context("no resources")?;
    let mut types: Vec<_> = resources
        .iter()
        .filter_map(|r| r.get("type")?.as_str())
        .collect();
    types.sort_unstable();
    let expected = [
        "aws_s3_bucket_policy",
        "aws_s3_bucket_versioning",
        "aws_security_group",
    ];
    ensure!(
        types == expected,
        "expected drift in {expected:?}, got {drift:#}"
    );
    say::good("all of it, once per resource: what was approved against what is there");
    Ok(())
}

pub(crate) fn restore(stage: &Stage) -> Result<()> {
    stage.driftlock(&["enforce", "web", "--once"], 0)?;
    approved(stage, &[80, 443])?;
    in_sync(
        stage,
        "read back from AWS: 443 open, 22 closed, versioning on, policy as approved",
    )?;
    if stage.has_aws_provider() {
        stage.terraform(&stage.scene.workspace, &["plan", "-detailed-exitcode"], 0)?;
        say::good("Terraform itself finds nothing to do");
    }
    Ok(())
}

pub(crate) fn release(stage: &Stage) -> Result<()> {
    let variables = ["-var=release=2026.2", "-var=ports=[80,443,8443]"];
    let apply = [&["apply", "-auto-approve"], &variables[..]].concat();
    stage.terraform(&stage.scene.workspace, &apply, 0)?;
    released(stage)?;
    let plan = [&["plan", "-detailed-exitcode"], &variables[..]].concat();
    stage.terraform(&stage.scene.workspace, &plan, 0)?;
    Ok(())
}

/// The release is live, approved, and survives enforcement.
pub(crate) fn released(stage: &Stage) -> Result<()> {
    stage.driftlock(&["enforce", "web", "--once"], 0)?;
    approved(stage, &[80, 443, 8443])?;
    in_sync(
        stage,
        "8443 stays open: the release paused, changed, rebaselined and resumed",
    )
}

pub(crate) fn history(stage: &Stage) -> Result<()> {
    let run = stage.driftlock(&["history", "web"], 0)?;
    for word in ["drift", "restore", "pause", "revision"] {
        let told = run.stdout.to_lowercase().contains(word);
        ensure!(told, "the history does not mention a {word}");
    }
    Ok(())
}

fn plan_to_json(stage: &Stage, workspace: &Workspace) -> Result<String> {
    stage.terraform(workspace, &["plan", "-out=plan.tfplan"], 0)?;
    say::command("terraform show -json plan.tfplan > plan.json");
    let run = workspace
        .run(&["show", "-json", "plan.tfplan"])?
        .expect_code("terraform show", 0)?;
    fs::write(workspace.path().join("plan.json"), &run.stdout).context("writing plan.json")?;
    Ok(run.stdout)
}

fn in_sync(stage: &Stage, meaning: &str) -> Result<()> {
    stage.driftlock(&["drift", "web"], 0)?;
    say::good(meaning);
    Ok(())
}

fn live(stage: &Stage) -> Result<Value> {
    serde_json::from_str(&stage.scene.moto.boto3(LIVE)?).context("reading what is live")
}

/// Asks AWS, not Driftlock, whether everything is as approved.
fn approved(stage: &Stage, ports: &[u16]) -> Result<()> {
    let expected = serde_json::json!({
        "ports": ports,
        "versioning": "Enabled",
        "policy": "DenyInsecureTransport",
    });
    let live = live(stage)?;
    ensure!(live == expected, "live is {live}, approved is {expected}");
    Ok(())
}
