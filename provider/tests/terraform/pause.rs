//! Pauses around deployments and incidents.

use crate::story::{SUSPEND, Story, config, says};

fn deployment(release: &str) -> String {
    format!(
        r#"
        resource "driftlock_pause" "deploy" {{
          baseline = "web"
          ttl      = "30m"
          reason   = "release {release}"
          triggers = {{ release = "{release}" }}
        }}
        resource "driftlock_baseline" "web" {{
          name       = "web"
          reason     = "release {release}"
          triggers   = {{ release = "{release}" }}
          depends_on = [driftlock_pause.deploy]
          scope {{ resource_types = ["aws_s3_bucket*"] }}
        }}
        resource "driftlock_enforcement" "web" {{
          baseline = driftlock_baseline.web.name
          revision = driftlock_baseline.web.revision
          mode     = "enforce"
          guardrails {{ max_changes = 5 }}
        }}
        data "driftlock_drift" "web" {{
          baseline   = driftlock_enforcement.web.baseline
          depends_on = [driftlock_enforcement.web]
        }}
        output "drift" {{ value = jsondecode(data.driftlock_drift.web.json) }}
        "#
    )
}

#[test]
fn a_deployment_pauses_recaptures_and_resumes_in_one_apply() {
    let story = Story::begin();
    story.write(&deployment("1"));
    says(
        &story.apply(),
        "baseline `web` does not exist yet, and nothing was paused",
    );
    story.plan(0);
    assert_eq!(story.attribute("driftlock_pause.deploy", "id"), "none");

    // The deployment changes something on purpose, under its pause.
    story.write(&deployment("2"));
    let targeted = [
        "apply",
        "-auto-approve",
        "-no-color",
        "-target=driftlock_pause.deploy",
    ];
    story
        .workspace
        .run(&targeted)
        .unwrap()
        .expect_code("apply", 0)
        .unwrap();
    story.moto.boto3(SUSPEND).unwrap();
    says(
        &story.plan(2),
        "# driftlock_baseline.web will be updated in-place",
    );
    let applied = story.apply();
    assert!(
        !applied.contains("approved by revision"),
        "expected under a pause:\n{applied}"
    );
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 2);
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "paused"),
        false
    );
    assert_eq!(story.versioning(), "Suspended");
    story.plan(0);
    assert_eq!(story.workspace.output("drift").unwrap()["in_sync"], true);
}

#[test]
fn while_paused_nothing_is_restored() {
    let story = Story::begin();
    let pause = r#"
        resource "driftlock_pause" "incident" {
          baseline = driftlock_baseline.web.name
          ttl      = "1h 30m"
          reason   = "incident 7"
        }
        "#;
    story.write(&(config("enforce") + pause));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan(0);
    says(&plan, "baseline `web`: nothing will be restored");
    says(&plan, "incident 7");
    story.apply();
    assert_eq!(story.attribute("driftlock_enforcement.web", "paused"), true);
    assert_eq!(story.versioning(), "Suspended");

    // Destroying the pause resumes; the next plan restores.
    story.write(&config("enforce"));
    story.apply();
    says(&story.plan(2), "apply will bring 1 resource back");
}

fn incident(ttl: &str, reason: &str) -> String {
    format!(
        r#"
        resource "driftlock_pause" "incident" {{
          baseline = driftlock_baseline.web.name
          ttl      = "{ttl}"
          reason   = "{reason}"
        }}
        "#
    )
}

#[test]
fn a_longer_pause_is_the_same_pause() {
    let story = Story::begin();
    let told = |name: &str| story.attribute("driftlock_pause.incident", name);
    let paused = |ttl: &str, reason: &str| {
        story.write(&(config("enforce") + &incident(ttl, reason)));
        story.apply();
        story.plan(0);
    };
    paused("30m", "incident 7");
    let (id, end) = (told("id"), told("expires_at"));
    assert_eq!(told("active"), true);
    paused("2h", "incident 7");
    assert_eq!(told("id"), id, "it was extended");
    assert!(told("expires_at").as_str() > end.as_str());

    // A shorter one, or another reason, is another pause, and the one before has ended.
    let mut before = id;
    for (ttl, reason) in [("10m", "incident 7"), ("10m", "incident 8")] {
        paused(ttl, reason);
        assert_ne!(told("id"), before);
        before = told("id");
        let name = "web".parse().unwrap();
        let holding = story.ledger(async |ledger| ledger.pauses(&name).await.unwrap());
        assert_eq!(
            holding
                .iter()
                .map(|pause| pause.id.as_str())
                .collect::<Vec<_>>(),
            [before.as_str().unwrap()]
        );
    }
}

#[test]
fn a_pause_that_expired_by_itself_says_so() {
    let story = Story::begin();
    // Long enough for the apply to find it open, and over before the next one.
    story.write(&(config("enforce") + &incident("1s", "incident 9")));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    let name = "web".parse().unwrap();
    while !story
        .ledger(async |ledger| ledger.pauses(&name).await.unwrap())
        .is_empty()
    {
        std::thread::yield_now();
    }
    let plan = story.plan(2);
    says(&plan, "the pause of baseline `web` expired at");
    says(&plan, "incident 9");
    says(&plan, "apply will bring 1 resource back");
    story.apply();
    assert_eq!(story.attribute("driftlock_pause.incident", "active"), false);
    // Once told, it is no news any more.
    assert!(!story.plan(0).contains("expired at"));
}

#[test]
fn a_pause_that_was_ended_is_not_said_to_have_expired() {
    let story = Story::begin();
    story.write(&(config("enforce") + &incident("1h", "incident 10")));
    story.apply();
    let end = story.attribute("driftlock_pause.incident", "expires_at");
    let name = "web".parse().unwrap();
    let ended = story.ledger(async |ledger| ledger.resume(&name, None).await.unwrap());
    assert_eq!(ended.len(), 1);
    // Much later.
    let path = story.workspace.path().join("terraform.tfstate");
    let state = std::fs::read_to_string(&path).unwrap();
    std::fs::write(
        &path,
        state.replace(end.as_str().unwrap(), "2026-01-01T00:00:00Z"),
    )
    .unwrap();
    assert!(!story.plan(0).contains("expired at"));
    story.apply();
    assert_eq!(story.attribute("driftlock_pause.incident", "active"), false);
}
