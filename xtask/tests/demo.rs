//! The demo is told to its end, with and without the hashicorp/aws provider. It checks what it
//! claims as it goes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

fn check(args: &[&str], chapters: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("demo")
        .args(args)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}\n{errors}");
    for chapter in chapters {
        assert!(
            told.contains(chapter),
            "`{chapter}` is missing from:\n{told}"
        );
    }
    assert!(
        told.contains("Everything above was checked while it happened"),
        "{told}"
    );
}

#[test]
fn the_whole_story() {
    check(
        &[],
        &[
            "The gate stops a bad one",
            "One apply: infrastructure, baseline, enforcement",
            "$ driftlock enforce web --once",
            "Terraform itself finds nothing to do",
            "8443 stays open",
        ],
    );
}

#[test]
fn the_story_without_the_aws_provider() {
    check(
        &["--without-aws-provider"],
        &[
            "hashicorp/aws is not to be had",
            "$ driftlock resume web --rebaseline",
            "8443 stays open",
        ],
    );
}
