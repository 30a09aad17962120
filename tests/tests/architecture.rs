//! The tree is the architecture: which crate of the workspace may depend on which.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use driftlock_testbed::workspace_root;
use serde_json::Value;

/// Every crate of the workspace and the siblings that it may depend on. A new arrow is a decision:
/// draw it in ARCHITECTURE.md first.
const ARROWS: [(&str, &[&str]); 12] = [
    ("driftlock", &["driftlock-core", "driftlock-engine"]),
    ("driftlock-aws", &["driftlock-core"]),
    ("driftlock-core", &[]),
    (
        "driftlock-engine",
        &[
            "driftlock-aws",
            "driftlock-core",
            "driftlock-policy",
            "driftlock-store",
        ],
    ),
    (
        "driftlock-gate",
        &["driftlock-core", "driftlock-policy", "driftlock-store"],
    ),
    ("driftlock-policy", &[]),
    ("driftlock-store", &["driftlock-core"]),
    ("driftlock-stories", &["driftlock-testbed"]),
    ("driftlock-testbed", &[]),
    ("driftlock-tfplugin", &[]),
    (
        "terraform-provider-driftlock",
        &["driftlock-core", "driftlock-engine", "driftlock-tfplugin"],
    ),
    ("xtask", &["driftlock-testbed"]),
];

/// Only this crate names AWS SDK clients.
const SDK_OWNER: &str = "driftlock-aws";
/// The AWS client of the shared store is this crate's own business.
const STORE: &str = "driftlock-store";
/// Test equipment, which any crate's tests may use.
const TESTBED: &str = "driftlock-testbed";

struct Dependency {
    name: String,
    for_tests: bool,
}

#[test]
fn no_crate_depends_on_a_sibling_outside_the_picture() {
    let allowed: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let packages = workspace_packages();
    let mut offences = Vec::new();
    for (package, dependencies) in &packages {
        let Some(allowed) = allowed.get(package.as_str()) else {
            offences.push(format!("{package} is not in the picture"));
            continue;
        };
        for dependency in dependencies
            .iter()
            .filter(|d| packages.contains_key(&d.name))
        {
            let name = dependency.name.as_str();
            let is_test_equipment = dependency.for_tests && name == TESTBED;
            if !allowed.contains(&name) && !is_test_equipment {
                offences.push(format!("{package} -> {name}"));
            }
        }
    }
    assert!(
        offences.is_empty(),
        "arrows that the picture does not have: {offences:#?}"
    );
}

#[test]
fn the_picture_has_no_crate_that_is_gone() {
    let packages: BTreeSet<_> = workspace_packages().into_keys().collect();
    for (package, _) in ARROWS {
        assert!(
            packages.contains(package),
            "{package} is in the picture and not in the workspace"
        );
    }
}

#[test]
fn one_crate_names_the_aws_sdk() {
    for (package, dependencies) in workspace_packages() {
        if package == SDK_OWNER {
            continue;
        }
        let is_client = |d: &&Dependency| {
            d.name.starts_with("aws-sdk-") && !(package == STORE && d.name == "aws-sdk-s3")
        };
        let named: Vec<_> = dependencies
            .iter()
            .filter(is_client)
            .map(|d| &d.name)
            .collect();
        assert!(named.is_empty(), "{package} depends on {named:?}");
    }
}

/// The gate reads files, and the store where it is asked about a baseline; of no cloud does it know
/// more than the bucket that a store may be.
#[test]
fn the_gate_knows_no_cloud() {
    let tree = cargo(&[
        "tree",
        "--package",
        "driftlock-gate",
        "--edges",
        "normal",
        "--prefix=none",
    ]);
    // What finds credentials for the bucket comes with it.
    let credentials = ["aws-sdk-sso", "aws-sdk-ssooidc", "aws-sdk-sts"];
    let offends = |line: &&str| {
        let name = line.split_whitespace().next().unwrap_or_default();
        let client = name.starts_with("aws-sdk-") && name != "aws-sdk-s3";
        client && !credentials.contains(&name)
            || ["driftlock-aws", "driftlock-engine"].contains(&name)
    };
    let found: BTreeSet<_> = tree.lines().filter(offends).collect();
    assert!(found.is_empty(), "the gate is built from {found:?}");
}

/// Nothing of the gate but what is asked about a baseline opens a store, or a network with it.
#[test]
fn one_file_of_the_gate_opens_the_store() {
    let sources = workspace_root().join("gate/src");
    let mut folders = vec![sources.clone()];
    let mut offences = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let own = ["locked.rs", "locked_tests.rs"].map(|name| sources.join(name));
            let text = std::fs::read_to_string(&path).unwrap();
            let opens = ["driftlock_store", "tokio"]
                .iter()
                .any(|name| text.contains(name));
            if opens && !own.contains(&path) {
                offences.push(path);
            }
        }
    }
    assert!(
        offences.is_empty(),
        "these open the store too: {offences:?}"
    );
}

fn workspace_packages() -> BTreeMap<String, Vec<Dependency>> {
    let metadata = cargo(&["metadata", "--format-version=1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let packages = metadata.get("packages").unwrap().as_array().unwrap();
    packages
        .iter()
        .map(|p| (text(&p["name"]), dependencies(p)))
        .collect()
}

fn dependencies(package: &Value) -> Vec<Dependency> {
    let listed = package["dependencies"].as_array().unwrap().iter();
    listed
        .map(|d| Dependency {
            name: text(&d["name"]),
            for_tests: d["kind"] == "dev",
        })
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn cargo(args: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(args)
        .current_dir(workspace_root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
