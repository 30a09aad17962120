//! A role that is assumed for restores alone.

use crate::story::{SUSPEND, Story, config, says};

const PROVIDER: &str = r#"
    provider "driftlock" {
      restore_role {
        role_arn     = "arn:aws:iam::123456789012:role/driftlock-restore"
        session_name = "release-7"
      }
    }
    "#;

fn assumed(story: &Story) -> u64 {
    let requests = story.moto.requests().unwrap();
    requests.get("sts:AssumeRole").copied().unwrap_or_default()
}

#[test]
fn the_restore_role_is_assumed_when_something_is_restored() {
    let story = Story::begin();
    story.write(&(config("enforce") + PROVIDER));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.plan(2);
    assert_eq!(assumed(&story), 0, "looking needs no right to change");
    story.apply();
    assert_eq!(assumed(&story), 1);
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn a_restore_role_that_may_not_be_assumed_restores_nothing() {
    let story = Story::begin();
    story.write(&(config("enforce") + PROVIDER));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.moto.deny("sts:AssumeRole").unwrap();
    let output = story.fails(&["apply", "-no-color", "-auto-approve"]);
    says(&output, "restoring aws_s3_bucket_versioning");
    says(&output, "sts:AssumeRole");
    assert_eq!(story.versioning(), "Suspended");
}
