//! The ways to run Terraform: each comes to a clean end.

use crate::story::{SUSPEND, Story, config, says};

const MODE: &str = "mode     =";

/// The commands name the baseline alone, as somebody writes who lets nothing follow a revision.
fn by_name(mode: &str) -> String {
    let follows = "revision = driftlock_baseline.web.revision";
    config(mode).replace(follows, "")
}

#[test]
fn without_a_refresh_a_plan_goes_by_the_state_and_an_apply_by_what_is_there() {
    let story = Story::begin();
    story.write(&config("observe"));
    story.apply_with(&["-refresh=false"]);
    story.plan(0);
    story.moto.boto3(SUSPEND).unwrap();
    let stale = ["plan", "-no-color", "-detailed-exitcode", "-refresh=false"];
    story.run(&stale, 0);

    story.write(&config("enforce"));
    story.run(&stale, 2);
    story.apply_with(&["-refresh=false"]);
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn a_target_leaves_the_rest_for_later() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply_with(&["-target=driftlock_baseline.web"]);
    story.plan(2);
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.apply_with(&["-target=driftlock_baseline.web"]);
    assert_eq!(story.versioning(), "Suspended");
    story.apply_with(&["-target=driftlock_enforcement.web"]);
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn a_refresh_alone_writes_what_it_saw_and_restores_nothing() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    // The exit code is 2 wherever there is something in the private state.
    says(&story.plan_refresh_only(), "No changes.");
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan_refresh_only();
    says(&plan, "driftlock_enforcement.web has changed");
    says(&plan, "versioning_configuration[0].status");
    says(&plan, "in_sync = true -> false");
    story.apply_with(&["-refresh-only"]);
    assert_eq!(story.versioning(), "Suspended");
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "in_sync"),
        false
    );
    says(&story.plan_refresh_only(), "No changes.");
    story.apply();
    story.plan(0);
}

#[test]
fn a_baseline_that_is_replaced_is_a_new_revision_and_stays_enforced() {
    for (config, lifecycle) in [
        (config("enforce"), ""),
        (
            config("enforce"),
            "lifecycle { create_before_destroy = true }",
        ),
        (
            by_name("enforce"),
            "lifecycle { create_before_destroy = true }",
        ),
    ] {
        let story = Story::begin();
        story.write(&config.replace("name = \"web\"", &format!("name = \"web\"\n{lifecycle}")));
        story.apply();
        story.apply_with(&["-replace=driftlock_baseline.web"]);
        assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 2);
        story.plan(0);
        story.moto.boto3(SUSPEND).unwrap();
        story.apply();
        assert_eq!(story.versioning(), "Enabled", "{config}{lifecycle}");
        story.plan(0);
    }
}

#[test]
fn an_enforcement_that_is_replaced_goes_on() {
    for lifecycle in ["", "lifecycle { create_before_destroy = true }"] {
        let story = Story::begin();
        story.write(&config("enforce").replace(MODE, &format!("{lifecycle}\n{MODE}")));
        story.apply();
        story.apply_with(&["-replace=driftlock_enforcement.web"]);
        story.plan(0);
        story.moto.boto3(SUSPEND).unwrap();
        story.apply();
        assert_eq!(story.versioning(), "Enabled", "{lifecycle}");
        story.plan(0);
    }
}

#[test]
fn a_pause_that_is_replaced_is_another_one() {
    let story = Story::begin();
    let pause = r#"
        resource "driftlock_pause" "incident" {
          baseline = driftlock_baseline.web.name
          ttl      = "30m"
          reason   = "incident 7"
        }
        "#;
    story.write(&(config("enforce") + pause));
    story.apply();
    story.apply();
    let id = story.attribute("driftlock_pause.incident", "id");
    story.apply_with(&["-replace=driftlock_pause.incident"]);
    assert_ne!(story.attribute("driftlock_pause.incident", "id"), id);
    let name = "web".parse().unwrap();
    let holding = story.ledger(async |ledger| ledger.pauses(&name).await.unwrap());
    assert_eq!(holding.len(), 1);
    story.plan(0);
}

#[test]
fn what_is_renamed_without_a_word_stays_enforced() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    story.write(
        &config("enforce")
            .replace("\" \"web\"", "\" \"site\"")
            .replace(".web.", ".site."),
    );
    story.apply();
    story.plan(0);
    story.moto.boto3(SUSPEND).unwrap();
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn plans_and_states_are_told_as_json() {
    let story = Story::begin();
    story.write(&config("enforce"));
    let plan = story.workspace.plan_json().unwrap();
    let actions = |plan: &serde_json::Value| -> Vec<String> {
        let changes = plan["resource_changes"].as_array().unwrap();
        changes
            .iter()
            .map(|one| one["change"]["actions"][0].to_string())
            .collect()
    };
    assert_eq!(actions(&plan), [r#""create""#, r#""create""#]);
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.workspace.plan_json().unwrap();
    assert_eq!(actions(&plan), [r#""no-op""#, r#""update""#]);
    let drifted = &plan["resource_drift"][0];
    assert_eq!(drifted["address"], "driftlock_enforcement.web");
    let seen = &drifted["change"]["after"]["drift"][0];
    assert_eq!(seen["type"], "aws_s3_bucket_versioning");
    assert_eq!(
        seen["changes"][0]["path"],
        "versioning_configuration[0].status"
    );

    let lines = story.run(&["plan", "-json", "-detailed-exitcode"], 2);
    let lines: Vec<serde_json::Value> = lines
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    // The first is about the development override.
    let warned = |line: &&serde_json::Value| line["diagnostic"]["severity"] == "warning";
    let warned: Vec<&str> = lines
        .iter()
        .filter(warned)
        .skip(1)
        .filter_map(|line| line["diagnostic"]["summary"].as_str())
        .collect();
    assert_eq!(
        warned,
        [
            "baseline `web`: 1 resource is not as approved in revision 1",
            "baseline `web`: apply will bring 1 resource back to what was approved",
        ]
    );
}
