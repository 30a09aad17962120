//! Calls of cargo.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};
use driftlock_testbed::{Binary, Profile, target_dir, workspace_root};
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

/// Builds all programs and tests, in one build, so that both share every dependency as compiled.
/// Answers the directory of the programs.
pub(crate) fn programs() -> Result<PathBuf> {
    run(command(&["build", "--workspace", "--bins", "--tests"]))?;
    Ok(target_dir().join("debug"))
}

/// The provider: in `DRIFTLOCK_BIN_DIR` where that is set, else built with all other programs.
pub(crate) fn provider() -> Result<PathBuf> {
    if env::var_os("DRIFTLOCK_BIN_DIR").is_some_and(|dir| !dir.is_empty()) {
        return Ok(Binary::Provider.path(Profile::Debug)?);
    }
    let file = format!("{}{}", Binary::Provider.name(), env::consts::EXE_SUFFIX);
    Ok(programs()?.join(file))
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
