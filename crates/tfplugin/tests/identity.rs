//! Identities: what a client keeps beside the state, and imports by.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use client::tfplugin6 as wire;
use client::{Plugin, Provider, only, received, sent, workspace_of};
use driftlock_testbed::Client;
use driftlock_tfplugin::{Type, Value};

const NAME: &str = "test_object";

fn state_type() -> Type {
    Type::object([
        ("name", Type::String),
        ("region", Type::String),
        ("size", Type::Number),
    ])
}

fn identity_type() -> Type {
    Type::object([("name", Type::String), ("region", Type::String)])
}

fn identity(name: &str, region: Option<&str>) -> Option<wire::ResourceIdentityData> {
    let value = Value::object([("name", name.into()), ("region", region.into())]);
    Some(wire::ResourceIdentityData {
        identity_data: sent(&value, &identity_type()),
    })
}

fn state(name: &str) -> Value {
    Value::object([("name", name.into()), ("region", "eu-west-1".into())])
}

fn told(identity: Option<wire::ResourceIdentityData>) -> Value {
    received(
        identity.and_then(|data| data.identity_data),
        &identity_type(),
    )
}

fn expected(name: &str) -> Value {
    Value::object([("name", name.into()), ("region", "eu-west-1".into())])
}

async fn read(
    provider: &mut Provider,
    name: &str,
    before: Option<wire::ResourceIdentityData>,
) -> wire::read_resource::Response {
    let request = wire::read_resource::Request {
        type_name: NAME.to_owned(),
        current_state: sent(&state(name), &state_type()),
        current_identity: before,
        ..Default::default()
    };
    provider.read_resource(request).await.unwrap().into_inner()
}

async fn plan(
    provider: &mut Provider,
    prior: Option<&str>,
    before: Option<&str>,
    config: &Value,
) -> wire::plan_resource_change::Response {
    let request = wire::plan_resource_change::Request {
        type_name: NAME.to_owned(),
        prior_state: prior.and_then(|name| sent(&state(name), &state_type())),
        prior_identity: before.and_then(|name| identity(name, Some("eu-west-1"))),
        proposed_new_state: sent(config, &state_type()),
        config: sent(config, &state_type()),
        ..Default::default()
    };
    provider
        .plan_resource_change(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn the_schema_of_an_identity_is_announced() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let request = wire::get_resource_identity_schemas::Request {};
    let answer = provider
        .get_resource_identity_schemas(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        answer.identity_schemas.len(),
        1,
        "only one resource has an identity"
    );
    let schema = answer.identity_schemas.get(NAME).unwrap();
    let attributes = schema.identity_attributes.iter();
    let attributes: Vec<_> = attributes
        .map(|at| {
            (
                at.name.as_str(),
                at.required_for_import,
                at.optional_for_import,
            )
        })
        .collect();
    assert_eq!(schema.version, 1);
    assert_eq!(attributes, [("name", true, false), ("region", false, true)]);
}

#[tokio::test]
async fn an_identity_comes_with_every_state_and_stays() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;

    let planned = plan(&mut provider, None, None, &state("web")).await;
    assert_eq!(told(planned.planned_identity.clone()), expected("web"));
    let unknown = plan(
        &mut provider,
        None,
        None,
        &state("web").with("name", Value::unknown()),
    )
    .await;
    assert_eq!(unknown.diagnostics, []);
    assert!(unknown.planned_identity.is_none());

    let request = wire::apply_resource_change::Request {
        type_name: NAME.to_owned(),
        planned_state: planned.planned_state,
        planned_identity: planned.planned_identity,
        config: sent(&state("web"), &state_type()),
        ..Default::default()
    };
    let applied = provider
        .apply_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(applied.diagnostics, []);
    assert_eq!(told(applied.new_identity), expected("web"));

    let refreshed = read(&mut provider, "web", None).await;
    assert_eq!(told(refreshed.new_identity), expected("web"));
    let gone = read(&mut provider, "gone", identity("gone", None)).await;
    assert_eq!((gone.diagnostics, gone.new_identity), (vec![], None));

    // What is to be replaced is still what it was.
    let replaced = plan(&mut provider, Some("web"), Some("web"), &state("api")).await;
    assert_eq!(replaced.requires_replace.len(), 1);
    assert_eq!(told(replaced.planned_identity), expected("web"));
    // Terraform sends the old identity along when it plans what comes instead.
    let instead = plan(&mut provider, None, Some("web"), &state("api")).await;
    assert_eq!(instead.diagnostics, []);
    assert_eq!(told(instead.planned_identity), expected("api"));
}

#[tokio::test]
async fn another_identity_is_another_object() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let changed = "`test_object`: the identity of the object changed at `name`";
    let swapped = read(&mut provider, "swapped", identity("swapped", None)).await;
    assert_eq!(only(&swapped.diagnostics), changed);
    assert_eq!(
        received(swapped.new_state, &state_type()).string("name"),
        Some("swapped")
    );
    assert_eq!(told(swapped.new_identity).string("name"), Some("swapped"));
    // Without a known identity there is nothing to compare.
    assert_eq!(read(&mut provider, "swapped", None).await.diagnostics, []);

    let other = state("web").with("size", 0_i64);
    let request = wire::apply_resource_change::Request {
        type_name: NAME.to_owned(),
        planned_state: sent(&other, &state_type()),
        planned_identity: identity("web", Some("eu-west-1")),
        config: sent(&other, &state_type()),
        ..Default::default()
    };
    let applied = provider
        .apply_resource_change(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(only(&applied.diagnostics), changed);
    assert_eq!(
        received(applied.new_state, &state_type()).string("name"),
        Some("another")
    );
}

async fn import(
    provider: &mut Provider,
    id: &str,
    given: Option<wire::ResourceIdentityData>,
) -> wire::import_resource_state::ImportedResource {
    let request = wire::import_resource_state::Request {
        type_name: NAME.to_owned(),
        id: id.to_owned(),
        identity: given,
        ..Default::default()
    };
    let answer = provider
        .import_resource_state(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.diagnostics, []);
    answer.imported_resources.into_iter().next().unwrap()
}

#[tokio::test]
async fn an_import_goes_by_id_or_by_identity() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let by_id = import(&mut provider, "web", None).await;
    assert_eq!(
        received(by_id.state, &state_type()).string("name"),
        Some("web")
    );
    assert!(
        by_id.identity.is_none(),
        "the region is not known before the reading"
    );
    let whole = import(&mut provider, "", identity("web", Some("eu-west-1"))).await;
    assert_eq!(told(whole.identity), expected("web"));
    let part = import(&mut provider, "", identity("web", None)).await;
    let state = received(part.state, &state_type());
    assert_eq!(
        (state.string("name"), state.string("region")),
        (Some("web"), None)
    );
}

async fn upgrade(
    name: &str,
    version: i64,
    saved: &str,
) -> wire::upgrade_resource_identity::Response {
    let plugin = Plugin::start();
    let request = wire::upgrade_resource_identity::Request {
        type_name: name.to_owned(),
        version,
        raw_identity: Some(wire::RawState {
            json: saved.into(),
            ..Default::default()
        }),
    };
    let mut provider = plugin.provider().await;
    provider
        .upgrade_resource_identity(request)
        .await
        .unwrap()
        .into_inner()
}

#[tokio::test]
async fn saved_identities_are_upgraded_by_their_version() {
    let old = upgrade(NAME, 0, r#"{"title": "web"}"#).await;
    assert_eq!(told(old.upgraded_identity), expected("web"));
    let same = upgrade(NAME, 1, r#"{"name": "web", "region": "eu-west-1"}"#).await;
    assert_eq!(told(same.upgraded_identity), expected("web"));

    let newer = upgrade(NAME, 2, "{}").await;
    let said = only(&newer.diagnostics);
    assert!(
        said.starts_with("the saved identity is of schema version 2"),
        "{said}"
    );
    let damaged = upgrade(NAME, 1, "[]").await;
    let said = only(&damaged.diagnostics);
    assert!(said.starts_with("reading the saved identity"), "{said}");
    let none = upgrade("test_secret", 0, "{}").await;
    assert_eq!(
        only(&none.diagnostics),
        "`test_secret` has no identity to upgrade"
    );
}

/// Terraform 1.12 is the first to know identities.
#[test]
fn terraform_imports_by_identity_and_keeps_it() {
    let (workspace, _dir) = workspace_of(Client::library().unwrap(), "test", "test-provider");
    let config = r#"
        import {
          to       = test_object.o
          identity = { name = "web" }
        }
        resource "test_object" "o" { name = "web" }
        resource "test_object" "p" { name = "NAME" }
    "#;
    let write = |name: &str| {
        workspace
            .write("main.tf", &config.replace("NAME", name))
            .unwrap()
    };
    write("api");
    let applied = workspace.apply().unwrap();
    assert!(applied.stdout.contains("1 imported"), "{}", applied.stdout);
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    let identities = || {
        let text = std::fs::read_to_string(workspace.path().join("terraform.tfstate")).unwrap();
        let state: serde_json::Value = serde_json::from_str(&text).unwrap();
        let resources = state["resources"].as_array().unwrap().clone();
        let names = resources.iter().map(|resource| {
            let instance = &resource["instances"][0];
            assert_eq!(instance["identity_schema_version"], 1, "{instance}");
            instance["identity"]["name"].as_str().unwrap().to_owned()
        });
        names.collect::<Vec<_>>()
    };
    assert_eq!(identities(), ["web", "api"]);
    write("db");
    let replaced = workspace.apply().unwrap();
    assert!(
        replaced.stdout.contains("must be replaced"),
        "{}",
        replaced.stdout
    );
    assert_eq!(identities(), ["web", "db"]);
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    workspace.destroy().unwrap();
}
