//! Baselines: captured, imported, kept.

use driftlock_testbed::Fault;

use crate::story::{SUSPEND, Story, config, said, says};

/// A configuration whose baseline has more in it.
fn with(more: &str) -> String {
    config("observe").replace("name = \"web\"", &format!("name = \"web\"\n{more}\n"))
}

#[test]
fn drift_is_approved_only_where_somebody_says_so() {
    let story = Story::begin();
    let triggered =
        |text: &str, more: &str| with(&format!("triggers = {{ t = \"{text}\" }}\n{more}"));
    story.write(&triggered("1", ""));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.write(&triggered("2", ""));
    let refused = story.fails(&["apply", "-no-color", "-auto-approve"]);
    says(
        &refused,
        "1 resource drifted from revision 1, and a new revision would approve that",
    );
    says(
        &refused,
        "versioning_configuration[0].status (protection weakened) Revision 1 stays in force.",
    );
    says(
        &refused,
        "let a `driftlock_pause` with the same `triggers` go before them",
    );
    says(&refused, "set `accept_drift = true` and apply again");
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 1);
    story.plan(2);

    story.write(&triggered("2", "accept_drift = true"));
    let applied = story.apply();
    says(
        &applied,
        "1 resource is different from the revision before, and approved by revision 2",
    );
    says(&applied, "versioning_configuration");
    let accepted = story.attribute("driftlock_baseline.web", "accepted");
    assert_eq!(accepted[0]["type"], "aws_s3_bucket_versioning");
    story.plan(0);

    // Leaving it out again captures nothing.
    story.write(&triggered("2", ""));
    story.apply();
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 2);
    story.plan(0);
}

#[test]
fn both_are_imported_by_name() {
    let story = Story::begin();
    // Whether the configuration named the provider's own region is not known to the store.
    let scope = r#"regions        = ["us-east-1"]"#;
    story.write(&config("enforce").replace(scope, ""));
    story.apply();
    for address in ["driftlock_baseline.web", "driftlock_enforcement.web"] {
        story
            .workspace
            .run(&["state", "rm", address])
            .unwrap()
            .expect_code("rm", 0)
            .unwrap();
        let import = story
            .workspace
            .run(&["import", "-no-color", address, "web"])
            .unwrap();
        import.expect_code("import", 0).unwrap();
    }
    story.plan(0);
    let unknown = story.fails(&["import", "-no-color", "driftlock_enforcement.web", "wbe"]);
    assert!(
        unknown.contains("already managed") || unknown.contains("there is no baseline"),
        "{unknown}"
    );
}

#[test]
fn destroying_ends_enforcement_and_keeps_history() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    says(
        &said(story.workspace.destroy().unwrap()),
        "baseline `web` stays in the store",
    );
    let settings = story
        .workspace
        .path()
        .join(".driftlock/enforcement/web.json");
    assert!(
        std::fs::read_to_string(settings)
            .unwrap()
            .contains("\"observe\"")
    );
    assert!(
        story
            .workspace
            .path()
            .join(".driftlock/baselines/web/revisions/1.json")
            .exists()
    );

    story.apply();
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 2);
    story.plan(0);
}

#[test]
fn what_cannot_be_read_is_neither_in_sync_nor_captured() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    story.moto.deny("s3:GetBucketVersioning").unwrap();
    let plan = story.plan(0);
    says(&plan, "could not be read");
    says(&plan, "s3:GetBucketVersioning");
    story.moto.clear_faults().unwrap();

    story
        .moto
        .fail(Fault::Expire, "sts:GetCallerIdentity", None, 0)
        .unwrap();
    says(
        &story.fails(&["plan", "-no-color"]),
        "sts:GetCallerIdentity",
    );
    story.moto.clear_faults().unwrap();

    story.moto.deny("s3:GetBucketVersioning").unwrap();
    story.write(&config("enforce").replace(
        "web\"\n          scope",
        "web\"\n triggers = { a = 1 }\n scope",
    ));
    says(
        &story.fails(&["apply", "-no-color", "-auto-approve"]),
        "could not be read",
    );
    assert!(
        !story
            .workspace
            .path()
            .join(".driftlock/baselines/web/revisions/2.json")
            .exists()
    );
}
