//! The examples for CI systems, run as those would run them.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use assert_cmd::cargo::cargo_bin;
use driftlock_policy::Selection;

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/ci")
}

fn library(name: &str) -> PathBuf {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/policy/library");
    library.join(name)
}

/// A shell script with the gate on its path.
fn bash(script: &Path, directory: &Path) -> Command {
    let gate = cargo_bin("driftlock-gate");
    let mut path = vec![gate.parent().unwrap().to_owned()];
    path.extend(env::split_paths(&env::var_os("PATH").unwrap()));
    let mut command = Command::new("bash");
    command.arg(script).current_dir(directory);
    command.env("PATH", env::join_paths(path).unwrap());
    command
}

fn code_and_text(output: &Output) -> (Option<i32>, String) {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code(), text)
}

#[test]
fn the_action_annotates_sums_up_and_leaves_sarif() {
    let work = tempfile::tempdir().unwrap();
    fs::copy(
        library("sqs/unencrypted_sqs_queue.fail.tf"),
        work.path().join("main.tf"),
    )
    .unwrap();
    let summary = work.path().join("summary.md");
    let mut action = bash(&examples().join("github-action/check.sh"), work.path());
    action
        .env("PLAN", library("sqs/unencrypted_sqs_queue.fail.json"))
        .env("SOURCE", ".")
        .env("SARIF", "out.sarif")
        .env("GITHUB_STEP_SUMMARY", &summary);
    let (code, said) = code_and_text(&action.output().unwrap());
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("::error file=main.tf,line="), "{said}");
    let summary = fs::read_to_string(summary).unwrap();
    assert!(
        summary.starts_with("## Driftlock gate: violations"),
        "{summary}"
    );
    let sarif = fs::read_to_string(work.path().join("out.sarif")).unwrap();
    assert!(sarif.contains("\"uri\": \"main.tf\""), "{sarif}");
    action.env("SOFT_FAIL", "true");
    assert_eq!(code_and_text(&action.output().unwrap()).0, Some(0));
}

#[test]
fn every_input_of_the_action_reaches_its_script() {
    let action = fs::read_to_string(examples().join("github-action/action.yml")).unwrap();
    let script = fs::read_to_string(examples().join("github-action/check.sh")).unwrap();
    let inputs: Vec<&str> = action
        .lines()
        .filter_map(|line| line.trim().split_once(": ${{ inputs."))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    assert_eq!(inputs.len(), 7, "{inputs:?}");
    for input in inputs {
        assert!(
            script.contains(&format!("${input}")) || script.contains(&format!("${{{input}")),
            "{input}"
        );
    }
}

#[test]
fn the_script_of_the_gitlab_job_works() {
    let job = fs::read_to_string(examples().join("gitlab/driftlock-gate.yml")).unwrap();
    let lines = job.lines().skip_while(|line| line.trim() != "- >").skip(1);
    let command: Vec<&str> = lines
        .map(str::trim)
        .take_while(|l| *l != "artifacts:")
        .collect();
    let work = tempfile::tempdir().unwrap();
    let script = work.path().join("job.sh");
    fs::write(&script, command.join(" ")).unwrap();
    let mut job = bash(&script, work.path());
    fs::copy(
        library("sqs/unencrypted_sqs_queue.fail.tf"),
        work.path().join("main.tf"),
    )
    .unwrap();
    job.env(
        "DRIFTLOCK_PLAN",
        library("sqs/unencrypted_sqs_queue.fail.json"),
    )
    .env("DRIFTLOCK_SOURCE", ".")
    .env("DRIFTLOCK_OPTIONS", "--only unencrypted_sqs_queue");
    let (code, said) = code_and_text(&job.output().unwrap());
    assert_eq!(code, Some(1), "{said}");
    assert!(work.path().join("gl-code-quality-report.json").exists());
    assert!(work.path().join("driftlock-junit.xml").exists());
}

#[test]
fn the_hook_plans_and_judges() {
    let work = tempfile::tempdir().unwrap();
    fs::write(
        work.path().join("main.tf"),
        "resource \"terraform_data\" \"x\" {\n}\n",
    )
    .unwrap();
    let policy = "package main\n\nimport rego.v1\n\ndeny contains r.address if some r in input.resource_changes\n";
    fs::write(work.path().join("named.rego"), policy).unwrap();
    if Command::new("terraform").arg("version").output().is_err() {
        println!("terraform is not installed: nothing was tested");
        return;
    }
    let mut hook = bash(&examples().join("pre-commit.sh"), work.path());
    hook.args([".", "--policy", "named.rego", "--no-builtin"]);
    let output = hook.output().unwrap();
    let (code, said) = code_and_text(&output);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(code, Some(1), "{said}{complaint}");
    assert!(said.contains("terraform_data.x"), "{said}");
}

#[test]
fn the_settings_are_settings() {
    let settings = Selection::read(&examples().join("driftlock.yaml")).unwrap();
    assert_eq!(settings.framework, ["cis-aws-3.0"]);
    settings.load(jiff::civil::date(2026, 1, 1)).unwrap();
}
