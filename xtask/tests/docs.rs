//! The committed pages are what the provider says, and a stale one is told.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use driftlock_testbed::{Binary, Profile, workspace_root};

fn docs(args: &[&str], out: &Path) -> Output {
    let provider = Binary::Provider.path(Profile::Debug).unwrap();
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("docs")
        .args(args)
        .arg("--provider")
        .arg(provider)
        .arg("--out")
        .arg(out)
        .output()
        .unwrap()
}

#[test]
fn the_committed_pages_are_what_the_provider_says() {
    let checked = docs(&["--check"], &workspace_root().join("docs"));
    let errors = String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{errors}");
}

#[test]
fn a_stale_page_is_named_and_mended() {
    let out = tempfile::tempdir().unwrap();
    let out = out.path();
    assert!(docs(&[], out).status.success());
    assert!(docs(&["--check"], out).status.success());

    fs::write(out.join("resources/baseline.md"), "another").unwrap();
    fs::remove_file(out.join("data-sources/drift.md")).unwrap();
    fs::write(out.join("resources/gone.md"), "of nothing").unwrap();
    let stale = docs(&["--check"], out);
    assert_eq!(stale.status.code(), Some(1));
    let errors = String::from_utf8_lossy(&stale.stderr);
    for page in [
        "resources/baseline.md",
        "data-sources/drift.md",
        "resources/gone.md",
    ] {
        assert!(errors.contains(page), "{page}: {errors}");
    }
    assert!(errors.contains("run `cargo xtask docs`"), "{errors}");

    assert!(docs(&[], out).status.success());
    assert!(!out.join("resources/gone.md").exists());
    assert!(docs(&["--check"], out).status.success());
}
