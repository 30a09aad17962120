//! A plan that is kept in a file and applied later, when something happened in between.

use crate::story::{OPEN_SSH, SUSPEND, Story, config, says};

const KEPT: [&str; 3] = ["plan", "-no-color", "-out=kept.tfplan"];
const APPLY: [&str; 3] = ["apply", "-no-color", "kept.tfplan"];

fn triggered(release: &str) -> String {
    let more = format!("name = \"web\"\ntriggers = {{ release = \"{release}\" }}");
    config("enforce").replace("name = \"web\"", &more)
}

#[test]
fn a_plan_is_applied_later() {
    let story = Story::begin();
    story.write(&triggered("1"));
    story.run(&KEPT, 0);
    story.run(&APPLY, 0);
    story.plan(0);
    story.moto.boto3(SUSPEND).unwrap();
    story.run(&KEPT, 0);
    story.run(&APPLY, 0);
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn a_plan_that_restores_what_was_approved_since_is_refused() {
    let story = Story::begin();
    story.write(&triggered("1"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.run(&KEPT, 0);
    story.somebody_captures();
    let refused = story.fails(&APPLY);
    says(
        &refused,
        "baseline `web` has been captured anew since the plan was made",
    );
    says(
        &refused,
        "It keeps revision 1, and revision 2 is the approved one by now",
    );
    assert_eq!(story.versioning(), "Suspended", "which revision 2 approves");
    story.plan(0);
}

#[test]
fn a_plan_that_captures_goes_on_from_what_was_captured_since() {
    let story = Story::begin();
    story.write(&triggered("1"));
    story.apply();
    story.write(&triggered("2"));
    story.run(&KEPT, 0);
    story.somebody_captures();
    story.run(&APPLY, 0);
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 3);
    story.plan(0);
}

#[test]
fn drift_that_appeared_since_is_restored_with_the_rest_and_told() {
    let story = Story::begin();
    story.write(&triggered("1"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.run(&KEPT, 0);
    story.moto.boto3(OPEN_SSH).unwrap();
    let applied = story.run(&APPLY, 0);
    says(
        &applied,
        "baseline `web`: 1 resource was brought back that drifted after the plan was made",
    );
    says(&applied, "aws_security_group");
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn drift_that_appeared_since_keeps_a_capture_from_approving_it() {
    let story = Story::begin();
    story.write(&triggered("1"));
    story.apply();
    story.write(&triggered("2"));
    story.run(&KEPT, 0);
    story.moto.boto3(SUSPEND).unwrap();
    let refused = story.fails(&APPLY);
    says(&refused, "1 resource drifted from revision 1");
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 1);
}
