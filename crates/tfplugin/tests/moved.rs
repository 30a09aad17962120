//! Moves from one resource type to another.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use client::tfplugin6 as wire;
use client::{Plugin, only, received, workspace};
use driftlock_tfplugin::{Type, Value};

async fn take_over(provider: &str, name: &str, state: &str) -> wire::move_resource_state::Response {
    let plugin = Plugin::start();
    let request = wire::move_resource_state::Request {
        source_provider_address: provider.to_owned(),
        source_type_name: name.to_owned(),
        source_schema_version: 0,
        source_state: Some(wire::RawState {
            json: state.into(),
            ..Default::default()
        }),
        target_type_name: "test_object".to_owned(),
        source_private: b"of the source".to_vec(),
        source_identity: None,
        source_identity_schema_version: 0,
    };
    let mut provider = plugin.provider().await;
    provider
        .move_resource_state(request)
        .await
        .unwrap()
        .into_inner()
}

const HERE: &str = "registry.terraform.io/driftlock/test";

#[tokio::test]
async fn a_resource_takes_over_what_it_knows() {
    let moved = take_over(HERE, "test_secret", r#"{"name": "web", "length": 4}"#).await;
    assert_eq!(moved.diagnostics, []);
    let names = [("name", Type::String), ("region", Type::String)];
    let expected = Value::object([("name", "web".into()), ("region", "eu-west-1".into())]);
    let identity = moved.target_identity.unwrap().identity_data;
    assert_eq!(received(identity, &Type::object(names)), expected);
    let ty = Type::object([
        ("name", Type::String),
        ("region", Type::String),
        ("size", Type::Number),
    ]);
    let state = received(moved.target_state, &ty);
    assert_eq!(state.string("name"), Some("web"));
    assert_eq!(moved.target_private, b"moved");
}

#[tokio::test]
async fn what_it_does_not_know_is_declined_with_both_names() {
    for (provider, name) in [
        (HERE, "test_trouble"),
        ("registry.terraform.io/hashicorp/aws", "test_secret"),
    ] {
        let answer = take_over(provider, name, r#"{"name": "web"}"#).await;
        let expected =
            format!("moving a `{name}` to a `test_object`: the one cannot become the other");
        assert_eq!(only(&answer.diagnostics), expected);
        assert!(
            answer
                .diagnostics
                .first()
                .unwrap()
                .detail
                .contains(provider)
        );
    }
    let damaged = take_over(HERE, "test_secret", "{").await;
    let said = only(&damaged.diagnostics);
    assert!(said.starts_with("reading the saved state"), "{said}");
}

#[test]
fn a_moved_block_changes_the_type_and_nothing_else() {
    let (workspace, _dir) = workspace("test", "test-provider");
    let secret = r#"resource "test_secret" "s" { name = "web" }"#;
    workspace.write("main.tf", secret).unwrap();
    workspace.apply().unwrap();
    let object = r#"
        moved {
          from = test_secret.s
          to   = test_object.o
        }
        resource "test_object" "o" { name = "web" }
    "#;
    workspace.write("main.tf", object).unwrap();
    let applied = workspace.apply().unwrap();
    let expected = "0 added, 0 changed, 0 destroyed";
    assert!(applied.stdout.contains(expected), "{}", applied.stdout);
    let state = workspace.attributes("test_object.o").unwrap();
    assert_eq!(
        (&state["name"], &state["region"]),
        (&"web".into(), &"eu-west-1".into())
    );
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);

    let trouble = r#"
        moved {
          from = test_object.o
          to   = test_trouble.t
        }
        resource "test_trouble" "t" { how = "well" }
    "#;
    workspace.write("main.tf", trouble).unwrap();
    let refused = workspace.run(&["plan", "-no-color"]).unwrap();
    assert_eq!(refused.code, 1);
    let said = &refused.stderr;
    assert!(
        said.contains("moving a `test_object` to a `test_trouble`"),
        "{said}"
    );
}
