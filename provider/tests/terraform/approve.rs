//! Mode `approve`: an apply proposes, a person decides.

use crate::story::{OPEN_SSH, SUSPEND, Story, config, says};

/// The id of the only proposal.
fn proposed(story: &Story) -> String {
    let proposals = story.attribute("driftlock_enforcement.web", "proposals");
    let [only] = proposals.as_array().unwrap().as_slice() else {
        panic!("expected one proposal: {proposals:#}");
    };
    only["id"].as_str().unwrap().to_owned()
}

#[test]
fn in_mode_approve_an_apply_proposes_and_restores_what_was_approved() {
    let story = Story::begin();
    story.write(&config("approve"));
    story.apply();
    story.plan(0);

    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan(2);
    says(&plan, "apply will propose to bring 1 resource back");
    says(&plan, "versioning_configuration");
    let applied = story.apply();
    says(&applied, "baseline `web`: 1 restore waits for approval");
    assert_eq!(story.versioning(), "Suspended", "nobody approved anything");
    let id = proposed(&story);
    says(&applied, &format!("driftlock approve {id}"));

    // What waits makes no plan dirty, and is not forgotten.
    says(&story.plan(0), &format!("driftlock approve {id}"));
    story.ledger(async |ledger| ledger.approve(&id, Some("as it was")).await.unwrap());
    says(&story.plan(2), "apply will bring 1 resource back");
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    let none = serde_json::json!([]);
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "proposals"),
        none
    );
    assert_eq!(story.attribute("driftlock_enforcement.web", "drift"), none);
    story.plan(0);
}

#[test]
fn what_was_rejected_stays_and_is_not_proposed_again() {
    let story = Story::begin();
    story.write(&config("approve"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.apply();
    let id = proposed(&story);
    story.ledger(async |ledger| ledger.reject(&id, "it is meant to be").await.unwrap());
    let plan = story.plan(0);
    says(&plan, "1 resource is not as approved");
    assert!(!plan.contains("waits for approval"), "{plan}");
    assert_eq!(story.versioning(), "Suspended");
}

#[test]
fn a_rule_goes_by_risk() {
    let story = Story::begin();
    let rules = r#"
          rule {
            min_risk = "exposure_widened"
            mode     = "enforce"
          }
          rule {
            resource_types = ["aws_s3_bucket_versioning"]
            min_risk       = "service_broken"
            mode           = "approve"
          }
          mode     ="#;
    story.write(&config("observe").replace("mode     =", rules));
    story.apply();
    story.plan(0);

    story.moto.boto3(SUSPEND).unwrap();
    story.moto.boto3(OPEN_SSH).unwrap();
    let plan = story.plan(2);
    says(&plan, "apply will bring 1 resource back");
    says(&plan, "(exposure widened)");
    says(&plan, "apply will propose to bring 1 resource back");
    says(&plan, "(protection weakened)");
    let applied = story.apply();
    says(&applied, "(protection weakened) driftlock approve");
    assert_eq!(story.versioning(), "Suspended");
    let drift = story.attribute("driftlock_enforcement.web", "drift");
    let [left] = drift.as_array().unwrap().as_slice() else {
        panic!("expected one drift: {drift:#}");
    };
    assert_eq!(left["type"], "aws_s3_bucket_versioning");
    assert_eq!(left["risk"], "protection_weakened");
    story.plan(0);
}
