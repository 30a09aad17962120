//! Bad input and bad weather: a clear error that says what to do, and never a wrong "in sync".
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use driftlock_stories::Story;
use driftlock_testbed::{Fault, Run};

const SEED: &str = r#"
s3 = client("s3")
s3.create_bucket(Bucket="trouble")
s3.put_bucket_versioning(Bucket="trouble", VersioningConfiguration={"Status": "Enabled"})
"#;

/// A baseline of one bucket and of the security group that the emulator begins with.
fn begin() -> Story {
    let story = Story::begin("", "b").unwrap();
    story.scene.moto.boto3(SEED).unwrap();
    let types = ["--type", "aws_security_group", "--type", "aws_s3_bucket*"];
    story
        .driftlock(&[&["baseline", "set", "b"], &types[..]].concat(), 0)
        .unwrap();
    story.drift(0).unwrap();
    story
}

/// The command could not tell, and says so with this in it.
fn check_refused(run: &Run, says: &[&str]) {
    for part in says {
        assert!(
            run.stderr.contains(part),
            "`{part}` is not in: {}",
            run.stderr
        );
    }
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

#[test]
fn what_may_not_be_read_is_unreadable_not_missing() {
    let story = begin();
    story.scene.moto.deny("s3:GetBucketVersioning").unwrap();
    let drift = story.drift(2).unwrap();
    assert_eq!(drift["in_sync"], false, "{drift:#}");
    let resources = drift["resources"].as_array().unwrap();
    assert!(
        resources.iter().any(|r| r["kind"] == "unreadable"),
        "{drift:#}"
    );
    assert!(
        !resources.iter().any(|r| r["kind"] == "missing"),
        "{drift:#}"
    );
    story.scene.moto.clear_faults().unwrap();
    story.drift(0).unwrap();
}

#[test]
fn a_denied_listing_is_not_an_empty_account() {
    let story = begin();
    story.scene.moto.deny("ec2:DescribeSecurityGroups").unwrap();
    let run = story.driftlock(&["drift", "b"], 2).unwrap();
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("ec2:DescribeSecurityGroups"), "{said}");
}

#[test]
fn throttling_is_waited_out() {
    let story = begin();
    story
        .scene
        .moto
        .throttle("ec2:DescribeSecurityGroups", 2)
        .unwrap();
    story.drift(0).unwrap();
}

#[test]
fn an_expired_credential_is_named() {
    let story = begin();
    story.scene.moto.fail(Fault::Expire, "*", None, 0).unwrap();
    let run = story.driftlock(&["drift", "b"], 2).unwrap();
    assert!(
        run.stderr.to_lowercase().contains("expired"),
        "{}{}",
        run.stdout,
        run.stderr
    );
}

#[test]
fn a_refused_restore_leaves_a_record_and_can_be_repeated() {
    let story = begin();
    let suspend = "client('s3').put_bucket_versioning(Bucket='trouble', \
                   VersioningConfiguration={'Status': 'Suspended'})";
    story.scene.moto.boto3(suspend).unwrap();
    story.scene.moto.deny("s3:PutBucketVersioning").unwrap();
    let refused = story
        .driftlock(&["enforce", "b", "--once", "--mode", "enforce"], 2)
        .unwrap();
    let said = format!("{}{}", refused.stdout, refused.stderr);
    assert!(said.contains("s3:PutBucketVersioning"), "{said}");
    let history = story.driftlock(&["history", "b"], 0).unwrap().stdout;
    assert!(history.contains("trouble"), "{history}");
    story.scene.moto.clear_faults().unwrap();
    story.enforce().unwrap();
    story.drift(0).unwrap();
}

#[test]
fn a_baseline_that_does_not_exist_is_named() {
    let story = Story::begin("", "b").unwrap();
    for args in [
        &["drift", "nope"][..],
        &["enforce", "nope", "--once"],
        &["baseline", "show", "nope"],
    ] {
        check_refused(&story.driftlock(args, 2).unwrap(), &["`nope`", "help:"]);
    }
}

#[test]
fn a_scope_of_nothing_known_is_refused() {
    let story = Story::begin("", "b").unwrap();
    let unknown = ["baseline", "set", "b", "--type", "aws_s3_buckets"];
    check_refused(
        &story.driftlock(&unknown, 2).unwrap(),
        &["aws_s3_buckets", "aws_s3_bucket"],
    );
    check_refused(
        &story.driftlock(&["baseline", "set", "b"], 2).unwrap(),
        &["help:"],
    );
}

#[test]
fn a_tampered_snapshot_is_refused() {
    let story = begin();
    for file in files(&story.scene.workspace.path().join(".driftlock/snapshots")) {
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x40;
        fs::write(&file, bytes).unwrap();
    }
    check_refused(&story.driftlock(&["drift", "b"], 2).unwrap(), &["snapshot"]);
}

#[test]
fn a_truncated_head_is_refused() {
    let story = begin();
    let head = story
        .scene
        .workspace
        .path()
        .join(".driftlock/baselines/b/head.json");
    fs::write(&head, "{").unwrap();
    check_refused(
        &story.driftlock(&["drift", "b"], 2).unwrap(),
        &["head.json"],
    );
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}
