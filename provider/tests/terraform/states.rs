//! States of earlier releases. They are frozen: whoever changes a schema so that one of them does not
//! plan clean raises its version and writes the upgrade.

use serde_json::Value;

use crate::story::Story;

const DECLARED: &str = include_str!("../states/main.tf");
const VERSION_0: &str = include_str!("../states/version_0.tfstate");

/// The attributes in `state` of the resource of type `kind`.
fn attributes<'a>(state: &'a Value, kind: &str) -> &'a Value {
    let mut resources = state["resources"].as_array().unwrap().iter();
    let found = resources.find(|one| one["type"] == kind).unwrap();
    &found["instances"][0]["attributes"]
}

#[test]
fn a_state_of_schema_version_0_plans_clean() {
    let story = Story::begin();
    story.write(DECLARED);
    story.apply();
    let frozen: Value = serde_json::from_str(VERSION_0).unwrap();
    story
        .workspace
        .write("terraform.tfstate", VERSION_0)
        .unwrap();
    story.plan(0);
    story.apply_with(&["-refresh-only"]);
    story.plan(0);
    // What the configuration sets is as it was; only what the store knows is told anew.
    for (kind, kept) in [
        (
            "driftlock_baseline",
            &["name", "reason", "triggers", "scope", "exclude", "require"][..],
        ),
        (
            "driftlock_enforcement",
            &["baseline", "mode", "rule", "guardrails"],
        ),
        (
            "driftlock_pause",
            &["baseline", "ttl", "reason", "triggers", "id", "expires_at"],
        ),
    ] {
        let now = |name: &str| story.attribute(&format!("{kind}.web"), name);
        let before = attributes(&frozen, kind);
        for name in kept {
            holds(&now(name), &before[name], &format!("{kind}.{name}"));
        }
    }
    assert_eq!(story.attribute("driftlock_pause.web", "active"), false);
    story.workspace.destroy().unwrap();
}

/// Whether all that was there is there still; attributes may have been added.
#[track_caller]
fn holds(now: &Value, before: &Value, path: &str) {
    match (now, before) {
        (Value::Object(now), Value::Object(before)) => {
            for (name, before) in before {
                let now = now.get(name).unwrap_or(&Value::Null);
                holds(now, before, &format!("{path}.{name}"));
            }
        }
        (Value::Array(now), Value::Array(before)) => {
            assert_eq!(now.len(), before.len(), "{path}");
            for (index, (now, before)) in now.iter().zip(before).enumerate() {
                holds(now, before, &format!("{path}[{index}]"));
            }
        }
        _ => assert_eq!(now, before, "{path}"),
    }
}
