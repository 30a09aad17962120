//! States that an older version of the provider wrote, or a newer one, or nobody.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use client::tfplugin6 as wire;
use client::{Plugin, only, workspace};

/// A state as the first version of the test provider wrote it.
const FROZEN: &str = include_str!("states/everything-v0.json");

async fn upgrade(name: &str, version: i64, state: &str) -> wire::upgrade_resource_state::Response {
    let plugin = Plugin::start();
    let request = wire::upgrade_resource_state::Request {
        type_name: name.to_owned(),
        version,
        raw_state: Some(wire::RawState {
            json: state.into(),
            ..Default::default()
        }),
    };
    let mut provider = plugin.provider().await;
    provider
        .upgrade_resource_state(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn each_older_version_is_upgraded() {
    for (version, state) in [
        (
            0,
            r#"{"title": "web", "count": "2.5", "forgotten": {"a": 1}}"#,
        ),
        (1, r#"{"title": "web", "number": 2.5, "list": ["a"]}"#),
        (2, r#"{"name": "web", "number": 2.5, "list": ["a"]}"#),
    ] {
        let answer = upgrade("test_everything", version, state).await;
        assert_eq!(answer.diagnostics, []);
        assert!(!answer.upgraded_state.unwrap().msgpack.is_empty());
    }
}

#[tokio::test]
async fn a_state_that_cannot_be_read_says_why_and_what_to_do() {
    for (name, version, state, summary, help) in [
        (
            "test_everything",
            3,
            "{}",
            "the saved state is of schema version 3, and this version of the provider knows no later one than 2",
            "terraform init -upgrade",
        ),
        (
            "test_secret",
            0,
            "{}",
            "no upgrade from schema version 0",
            "Apply once with a version in between",
        ),
        (
            "test_everything",
            2,
            r#"{"name": ["web"]}"#,
            "reading the saved state: `name`",
            "terraform state rm",
        ),
        (
            "test_everything",
            1,
            "{",
            "reading the saved state: EOF",
            "Restore it from a backup",
        ),
        (
            "test_everything",
            0,
            r#"{"count": "many"}"#,
            "`many` is not a count",
            "",
        ),
        (
            "test_everything",
            2,
            "",
            "the state is in the format of Terraform 0.11 or older",
            "terraform apply -refresh-only",
        ),
    ] {
        let answer = upgrade(name, version, state).await;
        let said = only(&answer.diagnostics);
        assert!(said.starts_with(summary), "{said}");
        let detail = &answer.diagnostics.first().unwrap().detail;
        assert!(detail.contains(help), "{detail}");
        assert!(answer.upgraded_state.is_none(), "{summary}");
    }
}

const CONFIG: &str = r#"
resource "test_everything" "all" {
  name   = "web"
  number = 2.5
  list   = ["b", "a"]
  rule {
    name = "first"
    mode = "enforce"
  }
}
"#;

#[test]
fn terraform_goes_on_with_a_state_of_the_first_version() {
    let (workspace, _dir) = workspace("test", "test-provider");
    workspace.write("main.tf", CONFIG).unwrap();
    workspace.write("terraform.tfstate", FROZEN).unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    let bigger = CONFIG.replace("2.5", "3");
    workspace.write("main.tf", &bigger).unwrap();
    let applied = workspace.apply().unwrap();
    let expected = "0 added, 1 changed, 0 destroyed";
    assert!(applied.stdout.contains(expected), "{}", applied.stdout);
    let state = workspace.attributes("test_everything.all").unwrap();
    assert_eq!(
        (&state["id"], &state["number"]),
        (&"id-web".into(), &3.into())
    );
}

#[test]
fn terraform_is_told_of_a_damaged_state() {
    let (workspace, _dir) = workspace("test", "test-provider");
    workspace.write("main.tf", CONFIG).unwrap();
    let damaged = FROZEN.replace("2.50", "many");
    workspace.write("terraform.tfstate", &damaged).unwrap();
    let plan = workspace.run(&["plan", "-no-color"]).unwrap();
    assert_eq!(plan.code, 1);
    assert!(
        plan.stderr.contains("`many` is not a count"),
        "{}",
        plan.stderr
    );
    assert!(
        plan.stderr.contains("with test_everything.all"),
        "{}",
        plan.stderr
    );

    let newer = FROZEN.replace(r#""schema_version": 0"#, r#""schema_version": 3"#);
    workspace.write("terraform.tfstate", &newer).unwrap();
    let plan = workspace.run(&["plan", "-no-color"]).unwrap();
    assert_eq!(plan.code, 1);
    assert!(
        plan.stderr.contains("newer provider version"),
        "{}",
        plan.stderr
    );
}
