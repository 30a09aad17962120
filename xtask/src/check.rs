//! `cargo xtask check`: what a landing must pass besides the tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use driftlock_testbed::workspace_root;

use crate::{cargo, docs, licences, say};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// What to check [default: all of it]
    #[arg(value_enum)]
    what: Vec<Check>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Check {
    /// Formatting, by rustfmt
    Format,
    /// Lints, by clippy, with warnings denied
    Lints,
    /// Licences and sources of all dependencies, against deny.toml
    Licences,
    /// Generated files and Cargo.lock that were committed out of date
    Stale,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    for check in Check::value_variants() {
        if args.what.is_empty() || args.what.contains(check) {
            check.run()?;
        }
    }
    Ok(())
}

impl Check {
    fn run(self) -> Result<()> {
        match self {
            Self::Format => {
                say::heading("Format");
                cargo::run(cargo::command(&["fmt", "--all", "--check"]))?;
                say::good("as rustfmt has it");
            }
            Self::Lints => {
                say::heading("Lints");
                let clippy = [
                    "clippy",
                    "--workspace",
                    "--all-targets",
                    "--",
                    "-D",
                    "warnings",
                ];
                cargo::run(cargo::command(&clippy))?;
                say::good("no warnings");
            }
            Self::Licences => {
                say::heading("Licences");
                say::good(&licences::check()?);
            }
            Self::Stale => {
                say::heading("Stale outputs");
                stale()?;
                say::good("nothing generated differs from what is committed");
            }
        }
        Ok(())
    }
}

/// The lock file is current, the registry's pages are, no snapshot waits for review, and in CI,
/// where the tree began clean, nothing has changed it.
fn stale() -> Result<()> {
    cargo::metadata()?;
    let waiting = waiting_snapshots(workspace_root())?;
    if !waiting.is_empty() {
        bail!(
            "snapshots wait for review: {}; run `cargo insta review`",
            waiting.join(", ")
        );
    }
    docs::check_committed()?;
    if env::var_os("CI").is_none() {
        return Ok(());
    }
    let status = Command::new("git")
        .args(["status", "--porcelain"])
        .current_dir(workspace_root())
        .output()
        .context("running git status")?;
    if status.stdout.is_empty() {
        return Ok(());
    }
    bail!(
        "building changed the tree:\n{}",
        String::from_utf8_lossy(&status.stdout)
    );
}

fn waiting_snapshots(root: &Path) -> Result<Vec<String>> {
    let mut waiting = Vec::new();
    let mut directories: Vec<PathBuf> = vec![root.to_path_buf()];
    while let Some(dir) = directories.pop() {
        for entry in fs::read_dir(&dir).with_context(|| format!("reading {}", dir.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_dir = entry.file_type()?.is_dir();
            if is_dir && name != "target" && !name.starts_with('.') {
                directories.push(entry.path());
            } else if name.ends_with(".snap.new") {
                waiting.push(name);
            }
        }
    }
    Ok(waiting)
}
