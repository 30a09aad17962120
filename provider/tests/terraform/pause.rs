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
