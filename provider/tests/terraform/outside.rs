//! What others do to a baseline makes no plan dirty by itself: the state tells it, the plan may warn,
//! and there is nothing to apply.

use serde_json::{Value, json};

use crate::story::{SUSPEND, Story, config, says};

const PAUSE: &str = r#"
    resource "driftlock_pause" "incident" {
      baseline = driftlock_baseline.web.name
      ttl      = "30m"
      reason   = "incident 7"
    }
    "#;

fn enforcement(story: &Story, name: &str) -> Value {
    story.attribute("driftlock_enforcement.web", name)
}

/// A plan that has nothing to do, and what a refresh then writes.
#[track_caller]
fn settled(story: &Story) -> String {
    let plan = story.plan(0);
    story.apply_with(&["-refresh-only"]);
    story.plan(0);
    plan
}

#[test]
fn pauses_that_come_and_go() {
    let story = Story::begin();
    story.write(&(config("enforce") + PAUSE));
    story.apply();
    story.plan(0);
    let told = |name: &str| story.attribute("driftlock_pause.incident", name);
    settled(&story);
    let until = enforcement(&story, "paused_until");
    assert_eq!(enforcement(&story, "paused"), true);
    assert_eq!(until, told("expires_at"));

    story.driftlock(&["pause", "web", "--ttl", "2h", "--reason", "mine"], 0);
    settled(&story);
    assert!(enforcement(&story, "paused_until").as_str() > until.as_str());
    let end = told("expires_at");
    story.driftlock(&["pause", "web", "--ttl", "3h", "--extend"], 0);
    settled(&story);
    assert!(told("expires_at").as_str() > end.as_str());
    story.driftlock(&["resume", "web"], 0);
    settled(&story);
    assert_eq!(enforcement(&story, "paused"), false);
    assert_eq!(enforcement(&story, "paused_until"), Value::Null);
    assert_eq!(told("active"), false);
}

#[test]
fn revisions_that_somebody_else_captures() {
    let story = Story::begin();
    let required = "name = \"web\"\nrequire { min_severity = \"critical\" }";
    story.write(&config("enforce").replace("name = \"web\"", required));
    story.apply();
    story.plan(0);
    let told = |name: &str| story.attribute("driftlock_baseline.web", name);
    let before = ["digest", "captured_at", "compliance"].map(told);
    story.moto.boto3(SUSPEND).unwrap();
    story
        .moto
        .boto3(r#"client("s3").create_bucket(Bucket="more")"#)
        .unwrap();
    story.somebody_captures();
    settled(&story);
    for (name, before) in ["digest", "captured_at", "compliance"].iter().zip(before) {
        assert_ne!(told(name), before, "{name}");
    }
    assert_eq!(
        (told("revision"), told("accepted")),
        (json!(2), Value::Null)
    );
    assert_eq!(enforcement(&story, "revision"), 2);
    assert_eq!(enforcement(&story, "in_sync"), true);
}

#[test]
fn proposals_that_somebody_else_makes_and_decides() {
    let story = Story::begin();
    story.write(&config("approve"));
    story.apply();
    let proposal = |name: &str| enforcement(&story, "proposals")[0][name].clone();
    let proposed = || {
        story.moto.boto3(SUSPEND).unwrap();
        story.driftlock(&["enforce", "web", "--once"], 1);
        says(&settled(&story), "1 restore waits for approval");
        assert_eq!(proposal("state"), "pending");
        proposal("id").as_str().unwrap().to_owned()
    };
    story.driftlock(&["approve", &proposed()], 0);
    settled(&story);
    assert_eq!(enforcement(&story, "proposals"), json!([]));
    assert_eq!(enforcement(&story, "drift"), json!([]));

    let why = ["--reason", "it is meant to be"];
    story.driftlock(&[&["reject", &proposed()], &why[..]].concat(), 0);
    settled(&story);
    assert_eq!(proposal("state"), "rejected");
    assert_eq!(enforcement(&story, "in_sync"), false);
}

#[test]
fn fights_of_an_agent_with_somebody_else() {
    let story = Story::begin();
    let limited = "guardrails { flap_limit = 1 }\nmode     =";
    story.write(&config("enforce").replace("mode     =", limited));
    story.apply();
    for code in [0, 1] {
        story.moto.boto3(SUSPEND).unwrap();
        story.driftlock(&["enforce", "web", "--once"], code);
    }
    says(&settled(&story), "1 attribute is in quarantine");
    let quarantined = enforcement(&story, "quarantine");
    assert_eq!(quarantined[0]["reverted"], 1);
    assert_eq!(enforcement(&story, "in_sync"), false);
    // Whoever releases it wants it restored, and the plan says so.
    story.driftlock(&["quarantine", "release", "web", "--reason", "settled"], 0);
    says(&story.plan(2), "apply will bring 1 resource back");
}

#[test]
fn settings_that_somebody_else_changes_are_put_back_by_the_plan() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    story.driftlock(&["enforcement", "set", "web", "--mode", "observe"], 0);
    says(&story.plan(2), "mode = \"observe\" -> \"enforce\"");
    story.apply();
    story.plan(0);
}
