//! Rego means to a second engine what it means to ours, wherever that engine knows what OPA says.

use std::process::Command;

use driftlock_testbed::{Requirements, Venv, workspace_root};

#[test]
fn a_second_engine_agrees_with_the_cases() {
    let (venv, root) = (Venv::ensure(Requirements::Rego).unwrap(), workspace_root());
    let asked = Command::new(venv.python())
        .arg(root.join("tests/testbed/python/rego_cases.py"))
        .arg(root.join("crates/policy/tests/rego"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&asked.stdout);
    let trouble = String::from_utf8_lossy(&asked.stderr);
    assert!(asked.status.success(), "{said}{trouble}");
}
