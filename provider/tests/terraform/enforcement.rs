//! Enforcement: what a plan shows of drift, and what an apply does about it.

use crate::story::{OPEN_SSH, SUSPEND, Story, config, says};

#[test]
fn drift_is_planned_away_and_restored_in_mode_enforce() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.workspace.validate().unwrap();
    story.apply();
    story.plan(0);
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 1);
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "in_sync"),
        true
    );

    story.moto.boto3(SUSPEND).unwrap();
    story.moto.boto3(OPEN_SSH).unwrap();
    let plan = story.plan(2);
    says(
        &plan,
        "baseline `web`: 2 resources are not as approved in revision 1",
    );
    says(
        &plan,
        "baseline `web`: apply will bring 2 resources back to what was approved",
    );
    says(&plan, "aws_s3_bucket_versioning");
    says(&plan, "driftlock_enforcement.web will be updated in-place");
    says(&plan, "in_sync = false -> true");
    assert_eq!(story.versioning(), "Suspended", "a plan changes nothing");

    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "drift"),
        serde_json::json!([])
    );
    story.plan(0);
}

#[test]
fn in_mode_observe_the_plan_warns_and_stays_clean() {
    let story = Story::begin();
    story.write(&config("observe"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan(0);
    says(
        &plan,
        "baseline `web`: 1 resource is not as approved in revision 1",
    );
    says(&plan, "No changes.");
    assert_eq!(story.versioning(), "Suspended");

    // Turning enforcement on reverts what is there already, and says so.
    story.write(&config("enforce"));
    says(&story.plan(2), "apply will bring 1 resource back");
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn a_restore_that_fails_leaves_the_drift_in_the_state() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.moto.deny("s3:PutBucketVersioning").unwrap();
    let output = story.fails(&["apply", "-no-color", "-auto-approve"]);
    says(&output, "restoring");
    says(&output, "s3:PutBucketVersioning");
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "in_sync"),
        false
    );
    story.moto.clear_faults().unwrap();
    story.apply();
    assert_eq!(story.versioning(), "Enabled");
    story.plan(0);
}

#[test]
fn a_guardrail_holds_the_plan_back() {
    let story = Story::begin();
    let tight =
        config("enforce").replace("mode     =", "guardrails { max_changes = 0 }\nmode     =");
    story.write(&tight);
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    let plan = story.plan(0);
    says(&plan, "baseline `web`: nothing will be restored");
    says(&plan, "max_changes");
}

/// All that a state of the release before did not have.
fn as_it_was_before(state: &str) -> String {
    let mut state: serde_json::Value = serde_json::from_str(state).unwrap();
    let resources = state["resources"].as_array_mut().unwrap();
    for resource in resources {
        let attributes = &mut resource["instances"][0]["attributes"];
        let attributes = attributes.as_object_mut().unwrap();
        let new = [
            "proposals",
            "quarantine",
            "accept_drift",
            "accepted",
            "compliance",
            "require",
            "active",
        ];
        attributes.retain(|name, _| !new.contains(&name.as_str()));
        if let Some(limits) = attributes.get_mut("guardrails") {
            let limits = limits.as_object_mut().unwrap();
            limits.retain(|name, _| name.starts_with("max_"));
        }
        for rule in attributes
            .get_mut("rule")
            .and_then(|rules| rules.as_array_mut())
            .into_iter()
            .flatten()
        {
            rule.as_object_mut().unwrap().remove("min_risk");
        }
    }
    state.to_string()
}

#[test]
fn a_state_of_the_release_before_plans_clean() {
    let story = Story::begin();
    let settings = r#"
          guardrails { max_changes = 5 }
          rule {
            resource_types = ["aws_s3_bucket_policy"]
            mode           = "observe"
          }
          mode     ="#;
    let pause = r#"
        resource "driftlock_pause" "incident" {
          baseline = driftlock_baseline.web.name
          ttl      = "1h 30m"
          reason   = "incident 7"
        }
        "#;
    story.write(&(config("enforce").replace("mode     =", settings) + pause));
    story.apply();
    let path = story.workspace.path().join("terraform.tfstate");
    let old = as_it_was_before(&std::fs::read_to_string(&path).unwrap());
    assert!(!old.contains("flap_limit"), "{old}");
    std::fs::write(&path, old).unwrap();
    story.plan(0);
    story.apply();
    story.plan(0);
}

#[test]
fn guardrails_are_kept_as_they_are_written() {
    let story = Story::begin();
    let guarded = |limits: &str| {
        config("enforce").replace(
            "mode     =",
            &format!("guardrails {{\n{limits}\n}}\nmode     ="),
        )
    };
    story.write(&guarded(
        "flap_limit = 0\nflap_window = \"90m\"\nallow_delete = true\nallow_replace = true",
    ));
    story.apply();
    story.plan(0);
    let stored =
        story.ledger(async |ledger| ledger.enforcement(&"web".parse().unwrap()).await.unwrap());
    let limits = stored.guardrails;
    assert_eq!((limits.flap_limit, limits.flap_window.as_mins()), (0, 90));
    assert!(limits.allow_delete && limits.allow_replace);
    assert_eq!((limits.max_changes, limits.max_percent), (20, 100));

    story.write(&guarded("flap_limit = 5"));
    story.plan(2);
    story.apply();
    let stored =
        story.ledger(async |ledger| ledger.enforcement(&"web".parse().unwrap()).await.unwrap());
    assert_eq!(stored.guardrails.flap_limit, 5);
    assert!(!stored.guardrails.allow_delete);
    story.plan(0);
}

#[test]
fn an_apply_deletes_only_where_that_is_allowed_and_says_so_before() {
    const ROGUE: &str = r#"
ec2 = client("ec2")
ec2.create_security_group(GroupName="rogue", Description="rogue", VpcId=ec2.describe_vpcs()["Vpcs"][0]["VpcId"])
"#;
    const ROGUES: &str = r#"
groups = client("ec2").describe_security_groups(Filters=[{"Name": "group-name", "Values": ["rogue"]}])
print(len(groups["SecurityGroups"]))
"#;
    let story = Story::begin();
    let rogues = || story.moto.boto3(ROGUES).unwrap().trim().to_owned();
    story.write(&config("enforce"));
    story.apply();
    story.moto.boto3(ROGUE).unwrap();
    says(&story.plan(0), "is not in the baseline");
    story.apply();
    assert_eq!(rogues(), "1");

    let allowed = "guardrails { allow_delete = true }\nmode     =";
    story.write(&config("enforce").replace("mode     =", allowed));
    let plan = story.plan(2);
    says(
        &plan,
        "baseline `web`: apply will delete 1 resource that it does not hold",
    );
    says(&plan, "The guardrail `allow_delete` allows that.");
    story.apply();
    assert_eq!(rogues(), "0");
    story.plan(0);
}

#[test]
fn what_somebody_keeps_changing_back_is_put_in_quarantine() {
    let story = Story::begin();
    let limited = "guardrails { flap_limit = 1 }\nmode     =";
    story.write(&config("enforce").replace("mode     =", limited));
    story.apply();
    story.moto.boto3(SUSPEND).unwrap();
    story.apply();
    assert_eq!(story.versioning(), "Enabled");

    story.moto.boto3(SUSPEND).unwrap();
    let applied = story.apply();
    says(
        &applied,
        "baseline `web`: 1 attribute is in quarantine and not reverted any more",
    );
    says(
        &applied,
        "versioning_configuration[0].status was reverted 1 time",
    );
    assert_eq!(story.versioning(), "Suspended");
    // It is left alone from now on, and not forgotten.
    says(&story.plan(0), "1 attribute is in quarantine");
    story.apply();
    let quarantine = story.attribute("driftlock_enforcement.web", "quarantine");
    assert_eq!(quarantine[0]["path"], "versioning_configuration[0].status");
    assert_eq!(
        story.attribute("driftlock_enforcement.web", "in_sync"),
        false
    );
}
