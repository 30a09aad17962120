//! `cargo xtask test`: everything, closing with the test runner's own lines.

use anyhow::Result;
use driftlock_testbed::{AwsProvider, Client, Requirements, Venv, target_dir};

use crate::{cargo, say};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Passed to `cargo test`, such as `-p driftlock-core` or `-- name_of_a_test`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    say::heading("Test equipment");
    let missing = equipment();
    if !missing.is_empty() {
        say::bad("the tests that need what is missing will fail, each by its name");
    }
    say::heading("Tests");
    let whole = args.rest.is_empty();
    if whole {
        cargo::programs()?;
    }
    let mut tests = cargo::command(&["test", "--no-fail-fast"]);
    if whole {
        tests.arg("--workspace");
        tests.env("DRIFTLOCK_BIN_DIR", target_dir().join("debug"));
    }
    // Snapshots are compared, never rewritten behind one's back.
    tests.env("INSTA_UPDATE", "no").args(&args.rest);
    cargo::run(tests)
}

/// Sets up what tests share, before the first of them waits for it. Answers what is not to be had.
fn equipment() -> Vec<String> {
    let mut missing = Vec::new();
    let mut note = |what: &str, found: std::result::Result<String, String>| match found {
        Ok(found) => say::good(&format!("{what}: {found}")),
        Err(cause) => {
            say::bad(&format!("{what} is missing: {cause}"));
            missing.push(what.to_owned());
        }
    };
    let busy = say::busy("setting up a Python environment with moto");
    let venv = Venv::ensure(Requirements::Emulator);
    drop(busy);
    note(
        "AWS emulator",
        venv.map(|v| v.python().display().to_string())
            .map_err(|e| e.to_string()),
    );
    let busy = say::busy("looking for Terraform and the hashicorp/aws provider");
    let client = Client::find();
    let aws = client.as_ref().ok().map(AwsProvider::find);
    let clients = client.and_then(|_| Client::all());
    drop(busy);
    note("Terraform", versions(clients).map_err(|e| e.to_string()));
    if let Some(aws) = aws {
        note(
            "hashicorp/aws",
            aws.map(|a| a.to_string()).map_err(|e| e.to_string()),
        );
    }
    missing
}

/// The clients under which the tests run, the usual one first.
fn versions(
    clients: Result<Vec<Client>, driftlock_testbed::Error>,
) -> Result<String, driftlock_testbed::Error> {
    let versions = clients?
        .iter()
        .map(|one| one.version().to_owned())
        .collect::<Vec<_>>();
    Ok(versions.join(", "))
}

#[cfg(test)]
mod tests {
    use driftlock_testbed::{Binary, workspace_root};

    use super::*;

    #[test]
    fn every_program_is_a_package_of_the_workspace() {
        let metadata = cargo::metadata().unwrap();
        let packages = metadata["packages"].as_array().unwrap();
        for binary in Binary::ALL {
            assert!(
                packages
                    .iter()
                    .any(|package| package["name"] == binary.name())
            );
        }
        assert!(workspace_root().join("Cargo.toml").exists());
    }
}
