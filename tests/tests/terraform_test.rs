//! The examples are formatted, and their `terraform test` files pass, with the real hashicorp/aws on
//! the emulator.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use driftlock_testbed::{Client, Scene, Terraform, workspace_root};

/// The directories below `folder` that have tests, each with how many runs these are.
fn tested(folder: &Path, found: &mut Vec<(PathBuf, usize)>) {
    let mut runs = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            tested(&path, found);
        } else if path.to_string_lossy().ends_with(".tftest.hcl") {
            let text = fs::read_to_string(&path).unwrap();
            runs += text.lines().filter(|l| l.starts_with("run \"")).count();
        }
    }
    if runs > 0 && folder.ends_with("tests") {
        found.push((folder.parent().unwrap().to_path_buf(), runs));
    }
}

#[test]
fn the_tests_of_the_examples_pass() {
    let mut examples = Vec::new();
    tested(&workspace_root().join("examples"), &mut examples);
    assert!(examples.len() > 1, "the demo and its module have tests");
    for (example, runs) in examples {
        let scene = Scene::of_example(Terraform::find().unwrap(), &example).unwrap();
        scene.workspace.init().unwrap();
        let tested = scene.workspace.run(&["test", "-no-color"]).unwrap();
        let tested = tested.expect_code("test", 0).unwrap();
        let said = format!("Success! {runs} passed, 0 failed.");
        assert!(tested.stdout.contains(&said), "{}", tested.stdout);
    }
}

#[test]
fn the_examples_are_formatted() {
    let examples = workspace_root().join("examples");
    let mut command = Client::find().unwrap().command();
    let formatted = command
        .args(["fmt", "-check", "-diff", "-recursive"])
        .arg(&examples)
        .env_remove("TF_CLI_CONFIG_FILE")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&formatted.stdout);
    assert!(formatted.status.success(), "{said}");
}
