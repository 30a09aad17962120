//! Calls of cargo.

use std::env;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use driftlock_testbed::{target_dir, workspace_root};
use serde_json::Value;

/// cargo, in the root of the workspace, with the target directory that this program was built into.
pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(args)
        .current_dir(workspace_root())
        .env("CARGO_TARGET_DIR", target_dir());
    command
}

/// Runs cargo before the user's eyes.
pub(crate) fn run(mut command: Command) -> Result<()> {
    let arguments: Vec<_> = command
        .get_args()
        .map(|a| a.to_string_lossy().into_owned())
        .collect();
    let status = command.status().context("running cargo")?;
    if status.success() {
        return Ok(());
    }
    bail!("`cargo {}` failed ({status})", arguments.join(" "));
}

/// `cargo metadata`, which fails when the committed lock file is stale.
pub(crate) fn metadata() -> Result<Value> {
    let output = command(&["metadata", "--format-version=1", "--locked"])
        .stderr(Stdio::inherit())
        .output()
        .context("running cargo metadata")?;
    if !output.status.success() {
        bail!("`cargo metadata --locked` failed: is Cargo.lock committed and current?");
    }
    serde_json::from_slice(&output.stdout).context("reading cargo's metadata")
}
