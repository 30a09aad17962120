//! What a configuration can say: several at once, moves, removals, imports, checks, aliases.

use driftlock_testbed::Client;

use crate::story::{SUSPEND, Story, config, says, workspace};

#[test]
fn imports_are_written_as_configuration_that_plans_clean() {
    let story = Story::begin();
    story.write(&config("enforce").replace(
        "mode     =",
        r#"
          guardrails {
            max_changes = 7
            flap_window = "90m"
          }
          rule {
            resource_types = ["aws_s3_bucket_policy"]
            mode           = "approve"
          }
          mode     ="#,
    ));
    story.apply();
    let other = workspace(Client::find().unwrap(), &story.moto.endpoint());
    let store = format!("file://{}/.driftlock", story.workspace.path().display());
    let imports = format!(
        r#"
        provider "driftlock" {{ store = "{store}" }}
        import {{
          to = driftlock_baseline.web
          id = "web"
        }}
        import {{
          to = driftlock_enforcement.web
          id = "web"
        }}
        "#
    );
    other.write("main.tf", &imports).unwrap();
    let other = Story {
        workspace: other,
        ..story
    };
    let plan = other.run(&["plan", "-no-color", "-generate-config-out=made.tf"], 0);
    says(
        &plan,
        "Plan: 2 to import, 0 to add, 0 to change, 0 to destroy.",
    );
    other.workspace.validate().unwrap();
    other.apply();
    other.plan(0);
    assert_eq!(other.attribute("driftlock_baseline.web", "revision"), 1);
}

#[test]
fn a_pause_is_not_imported_and_says_why() {
    let story = Story::begin();
    let pause = r#"
        resource "driftlock_pause" "p" {
          baseline = "web"
          ttl      = "30m"
          reason   = "none"
        }
        "#;
    story.write(pause);
    let refused = story.fails(&["import", "-no-color", "driftlock_pause.p", "x"]);
    says(&refused, "importing `x`: this resource cannot be imported");
}

#[test]
fn what_is_moved_or_removed_stays_as_it_is() {
    let story = Story::begin();
    story.write(&config("enforce"));
    story.apply();
    let moved = config("enforce")
        .replace("\" \"web\"", "\" \"site\"")
        .replace(".web.", ".site.");
    let both = ["driftlock_baseline", "driftlock_enforcement"];
    let blocks = both.map(|kind| format!("moved {{\nfrom = {kind}.web\nto = {kind}.site\n}}\n"));
    story.write(&(moved + &blocks.concat()));
    let plan = story.plan(2);
    says(&plan, "Plan: 0 to add, 0 to change, 0 to destroy.");
    says(
        &plan,
        "driftlock_baseline.web has moved to driftlock_baseline.site",
    );
    story.apply();
    assert_eq!(story.attribute("driftlock_baseline.site", "revision"), 1);

    let blocks = both.map(|kind| {
        format!("removed {{\nfrom = {kind}.site\nlifecycle {{ destroy = false }}\n}}\n")
    });
    story.write(&blocks.concat());
    let applied = story.apply();
    says(
        &applied,
        "driftlock_baseline.site will no longer be managed by Terraform",
    );
    assert!(story.workspace.resources().unwrap().is_empty());
    let settings = story.driftlock(&["enforcement", "show", "web"], 0);
    says(&settings, "enforce");
}

const MANY: &str = r#"
    resource "driftlock_baseline" "many" {
      count = 24
      name  = "many-${count.index}"
      scope { resource_types = ["aws_s3_bucket_versioning"] }
    }
    resource "driftlock_enforcement" "many" {
      for_each = { for n in range(24) : "many-${n}" => driftlock_baseline.many[n].revision }
      baseline = each.key
      revision = each.value
      mode     = "MODE"
    }
    "#;

const PAUSED: &str = r#"
    resource "driftlock_pause" "many" {
      count    = 12
      baseline = driftlock_baseline.many[0].name
      ttl      = "30m"
      reason   = "incident ${count.index}"
    }
    "#;

#[test]
fn many_are_captured_paused_and_enforced_at_once() {
    let story = Story::begin();
    let at_once = |code| {
        let plan = ["plan", "-no-color", "-detailed-exitcode", "-parallelism=30"];
        story.run(&plan, code)
    };
    story.write(&MANY.replace("MODE", "observe"));
    story.apply_with(&["-parallelism=30"]);
    at_once(0);
    story.write(&(MANY.replace("MODE", "enforce") + PAUSED));
    story.apply_with(&["-parallelism=30"]);
    at_once(0);
    let name = "many-0".parse().unwrap();
    let holding = story.ledger(async |ledger| ledger.pauses(&name).await.unwrap());
    assert_eq!(holding.len(), 12);

    // All of them lost the same thing, and each takes it back unless another was faster.
    story.write(&MANY.replace("MODE", "enforce"));
    story.apply_with(&["-parallelism=30"]);
    story.moto.boto3(SUSPEND).unwrap();
    at_once(2);
    story.apply_with(&["-parallelism=30"]);
    assert_eq!(story.versioning(), "Enabled");
    at_once(0);
    story.driftlock(&["audit", "verify", "many-0"], 0);
}

#[test]
fn a_check_warns_of_drift_and_fails_nothing() {
    let story = Story::begin();
    let check = r#"
        data "driftlock_drift" "web" { baseline = "web" }
        check "as_approved" {
          assert {
            condition     = data.driftlock_drift.web.in_sync
            error_message = "web has left its baseline: ${join(", ", data.driftlock_drift.web.resources[*].id)}"
          }
        }
        "#;
    story.write(&config("observe"));
    story.apply();
    story.write(&(config("observe") + check));
    story.apply();
    story.plan(0);
    story.moto.boto3(SUSPEND).unwrap();
    says(&story.plan(0), "web has left its baseline: assets");
    says(&story.apply(), "Check block assertion failed");
}

#[test]
fn two_stores_are_two_providers() {
    let story = Story::begin();
    let both = r#"
        provider "driftlock" { store = "file://one" }
        provider "driftlock" {
          alias = "two"
          store = "file://two"
        }
        resource "driftlock_baseline" "one" {
          name = "web"
          scope { resource_types = ["aws_s3_bucket*"] }
        }
        resource "driftlock_baseline" "two" {
          provider = driftlock.two
          name     = "web"
          scope { resource_types = ["aws_security_group"] }
        }
        "#;
    story.write(both);
    story.apply();
    story.plan(0);
    for store in ["one", "two"] {
        let revision = format!("{store}/baselines/web/revisions/1.json");
        assert!(story.workspace.path().join(revision).exists());
    }
}

#[test]
fn a_second_workspace_that_shares_a_baseline_is_told_so() {
    let story = Story::begin();
    story.write(&config("enforce"));
    assert!(!story.plan(2).contains("in the store already"));
    story.apply();
    story.run(&["workspace", "new", "-no-color", "other"], 0);
    let plan = story.plan(2);
    says(
        &plan,
        "baseline `web` is in the store already, at revision 1",
    );
    says(&plan, "such as `web-${terraform.workspace}`");
    story.apply();
    story.plan(0);
    story.run(&["workspace", "select", "-no-color", "default"], 0);
    story.plan(0);
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 1);

    // With names of their own they have nothing to do with each other.
    let named =
        config("observe").replace("name = \"web\"", "name = \"web-${terraform.workspace}\"");
    story.run(&["workspace", "new", "-no-color", "third"], 0);
    story.write(&named);
    assert!(!story.plan(2).contains("in the store already"));
    story.apply();
    story.plan(0);
}
