//! Write-only attributes: used, and never saved.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use client::tfplugin6 as wire;
use client::{Plugin, received, sent, workspace};
use driftlock_tfplugin::{Type, Value};

fn secret() -> Type {
    let nested = Type::object([("password_wo", Type::String)]);
    let user = Type::object([("name", Type::String), ("key_wo", Type::String)]);
    Type::object([
        ("name", Type::String),
        ("password_wo", Type::String),
        ("password_wo_version", Type::Number),
        ("nested", Type::list(nested)),
        ("length", Type::Number),
        ("keys", Type::Number),
        ("id", Type::String),
        ("user", Type::list(user)),
    ])
}

fn config() -> Value {
    let nested = Value::object([("password_wo", "hush".into())]);
    let user = Value::object([("name", "u".into()), ("key_wo", "key".into())]);
    Value::object([
        ("name", "web".into()),
        ("password_wo", "hush".into()),
        ("nested", vec![nested].into()),
        ("user", vec![user].into()),
    ])
}

async fn validate(known: bool) -> Vec<wire::Diagnostic> {
    let plugin = Plugin::start();
    let request = wire::validate_resource_config::Request {
        type_name: "test_secret".to_owned(),
        config: sent(&config(), &secret()),
        client_capabilities: Some(wire::ClientCapabilities {
            deferral_allowed: true,
            write_only_attributes_allowed: known,
        }),
    };
    let mut provider = plugin.provider().await;
    let answer = provider.validate_resource_config(request).await;
    answer.unwrap().into_inner().diagnostics
}

#[tokio::test]
async fn an_older_client_is_told_at_each_attribute() {
    assert_eq!(validate(true).await, []);
    let said = validate(false).await;
    assert_eq!(said.len(), 3, "{said:?}");
    for diagnostic in said {
        assert!(
            diagnostic.detail.contains("Terraform 1.11"),
            "{diagnostic:?}"
        );
        let steps = diagnostic.attribute.unwrap().steps;
        let last = steps.last().unwrap().selector.clone().unwrap();
        use wire::attribute_path::step::Selector;
        assert!(matches!(last, Selector::AttributeName(name) if name.ends_with("_wo")));
    }
}

#[track_caller]
fn nothing_of_it(value: &Value) {
    let text = format!("{value:?}");
    for secret in ["hush", "key\"", "read back", "from the service"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn no_answer_has_it_whatever_the_provider_does() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let ty = secret();
    let request = wire::plan_resource_change::Request {
        type_name: "test_secret".to_owned(),
        proposed_new_state: sent(&config(), &ty),
        config: sent(&config(), &ty),
        ..Default::default()
    };
    let planned = provider
        .plan_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(planned.diagnostics, []);
    nothing_of_it(&received(planned.planned_state.clone(), &ty));

    let request = wire::apply_resource_change::Request {
        type_name: "test_secret".to_owned(),
        planned_state: planned.planned_state,
        config: sent(&config(), &ty),
        ..Default::default()
    };
    let applied = provider
        .apply_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    let state = received(applied.new_state.clone(), &ty);
    assert_eq!(
        (state.integer("length"), state.integer("keys")),
        (Some(4), Some(3))
    );
    nothing_of_it(&state);

    let request = wire::read_resource::Request {
        type_name: "test_secret".to_owned(),
        current_state: applied.new_state,
        ..Default::default()
    };
    let read = provider.read_resource(request).await.unwrap().into_inner();
    assert_eq!(received(read.new_state, &ty), state);

    let request = wire::import_resource_state::Request {
        type_name: "test_secret".to_owned(),
        id: "web".to_owned(),
        ..Default::default()
    };
    let imported = provider
        .import_resource_state(request)
        .await
        .unwrap()
        .into_inner();
    let imported = imported.imported_resources.into_iter().next().unwrap();
    nothing_of_it(&received(imported.state, &ty));

    let old = wire::RawState {
        json: br#"{"name": "web", "password_wo": "hush"}"#.to_vec(),
        ..Default::default()
    };
    let request = wire::upgrade_resource_state::Request {
        type_name: "test_secret".to_owned(),
        version: 1,
        raw_state: Some(old),
    };
    let upgraded = provider
        .upgrade_resource_state(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(upgraded.diagnostics, []);
    nothing_of_it(&received(upgraded.upgraded_state, &ty));
}

#[test]
fn a_secret_goes_from_a_lease_to_the_resource_and_nowhere_else() {
    let (workspace, _dir) = workspace("test", "test-provider");
    let write = |version: u64| {
        let text = format!(
            r#"
            ephemeral "test_lease" "l" {{ log = "lease.log" }}
            resource "test_secret" "s" {{
              name                = "web"
              password_wo         = ephemeral.test_lease.l.token
              password_wo_version = {version}
              nested              = [{{ password_wo = "hush" }}]
              user {{
                name   = "u"
                key_wo = "hush"
              }}
            }}
            "#
        );
        workspace.write("main.tf", &text).unwrap();
    };
    write(1);
    workspace.apply().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    let state = workspace.attributes("test_secret.s").unwrap();
    assert_eq!((&state["length"], &state["keys"]), (&3.into(), &4.into()));
    assert!(state["password_wo"].is_null() && state["user"][0]["key_wo"].is_null());
    write(2);
    assert_eq!(workspace.plan_exitcode().unwrap(), 2);
    workspace.apply().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    for file in std::fs::read_dir(workspace.path()).unwrap().flatten() {
        let name = file.file_name().into_string().unwrap();
        if name.contains("tfstate") {
            let text = std::fs::read_to_string(file.path()).unwrap();
            assert!(
                !text.contains("hush") && !text.contains("t-1"),
                "{name}: {text}"
            );
        }
    }
}
