//! A client that allows deferral gets answers all the same: nothing is ever put off.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use client::tfplugin6 as wire;
use client::{Plugin, received, sent};
use driftlock_tfplugin::{Type, Value};

const ALLOWED: Option<wire::ClientCapabilities> = Some(wire::ClientCapabilities {
    deferral_allowed: true,
    write_only_attributes_allowed: true,
});

fn object() -> Type {
    Type::object([
        ("name", Type::String),
        ("region", Type::String),
        ("size", Type::Number),
    ])
}

#[tokio::test]
async fn a_provider_with_an_unknown_configuration_is_configured() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let ty = Type::object([("colour", Type::String), ("size", Type::Number)]);
    let request = wire::configure_provider::Request {
        terraform_version: "1.15.5".to_owned(),
        config: sent(&Value::object([("colour", Value::unknown())]), &ty),
        client_capabilities: ALLOWED,
    };
    let answer = provider.configure_provider(request).await.unwrap();
    assert_eq!(answer.into_inner().diagnostics, []);
}

#[tokio::test]
async fn a_resource_is_planned_read_and_imported() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let config = Value::object([("name", Value::unknown())]);
    let request = wire::plan_resource_change::Request {
        type_name: "test_object".to_owned(),
        proposed_new_state: sent(&config, &object()),
        config: sent(&config, &object()),
        client_capabilities: ALLOWED,
        ..Default::default()
    };
    let planned = provider
        .plan_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((planned.diagnostics, planned.deferred), (vec![], None));
    let planned = received(planned.planned_state, &object());
    assert!(planned.get("name").is_unknown());
    assert_eq!(planned.string("region"), Some("eu-west-1"));

    let request = wire::read_resource::Request {
        type_name: "test_object".to_owned(),
        current_state: sent(&Value::object([("name", "web".into())]), &object()),
        client_capabilities: ALLOWED,
        ..Default::default()
    };
    let read = provider.read_resource(request).await.unwrap().into_inner();
    assert_eq!((read.diagnostics, read.deferred), (vec![], None));
    assert_eq!(
        received(read.new_state, &object()).string("name"),
        Some("web")
    );

    let request = wire::import_resource_state::Request {
        type_name: "test_object".to_owned(),
        id: "web".to_owned(),
        client_capabilities: ALLOWED,
        ..Default::default()
    };
    let imported = provider
        .import_resource_state(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((imported.diagnostics, imported.deferred), (vec![], None));
    assert_eq!(imported.imported_resources.len(), 1);
}

#[tokio::test]
async fn data_is_read_and_a_lease_is_opened() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let echo = Type::object([
        ("text", Type::String),
        ("times", Type::Number),
        ("result", Type::String),
    ]);
    let request = wire::read_data_source::Request {
        type_name: "test_echo".to_owned(),
        config: sent(&Value::object([("text", "a".into())]), &echo),
        client_capabilities: ALLOWED,
        ..Default::default()
    };
    let read = provider
        .read_data_source(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((read.diagnostics, read.deferred), (vec![], None));
    assert_eq!(received(read.state, &echo).string("result"), Some("a"));

    let lease = Type::object([
        ("log", Type::String),
        ("how", Type::String),
        ("token", Type::String),
    ]);
    let request = wire::open_ephemeral_resource::Request {
        type_name: "test_lease".to_owned(),
        config: sent(&Value::object([("log", "/dev/null".into())]), &lease),
        client_capabilities: ALLOWED,
    };
    let opened = provider
        .open_ephemeral_resource(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!((opened.diagnostics, opened.deferred), (vec![], None));
}
