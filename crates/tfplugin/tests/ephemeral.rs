//! Ephemeral resources, over the wire and under real Terraform.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use client::tfplugin6 as wire;
use client::{Plugin, only, received, sent, workspace};
use driftlock_tfplugin::{Type, Value};

fn lease() -> Type {
    Type::object([
        ("log", Type::String),
        ("how", Type::String),
        ("token", Type::String),
    ])
}

async fn open(plugin: &Plugin, log: &str, how: &str) -> wire::open_ephemeral_resource::Response {
    let how = Some(how).filter(|how| !how.is_empty());
    let config = Value::object([("log", log.into()), ("how", how.into())]);
    let request = wire::open_ephemeral_resource::Request {
        type_name: "test_lease".to_owned(),
        config: sent(&config, &lease()),
        ..Default::default()
    };
    let mut provider = plugin.provider().await;
    let answer = provider.open_ephemeral_resource(request).await;
    answer.unwrap().into_inner()
}

#[tokio::test]
async fn a_lease_is_opened_renewed_and_closed_with_its_private_bytes() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");

    let opened = open(&plugin, log.to_str().unwrap(), "").await;
    assert_eq!(opened.diagnostics, []);
    assert_eq!(
        received(opened.result, &lease()).string("token"),
        Some("t-1")
    );
    assert!(opened.renew_at.is_some() && opened.deferred.is_none());
    let mut private = opened.private;
    for next in [true, false] {
        let request = wire::renew_ephemeral_resource::Request {
            type_name: "test_lease".to_owned(),
            private,
        };
        let renewed = provider.renew_ephemeral_resource(request).await;
        let renewed = renewed.unwrap().into_inner();
        assert_eq!(
            (renewed.diagnostics, renewed.renew_at.is_some()),
            (vec![], next)
        );
        private = renewed.private;
    }
    let request = wire::close_ephemeral_resource::Request {
        type_name: "test_lease".to_owned(),
        private,
    };
    let closed = provider.close_ephemeral_resource(request).await.unwrap();
    assert_eq!(closed.get_ref().diagnostics, []);
    let lines = std::fs::read_to_string(log).unwrap();
    assert_eq!(lines, "open\nrenew\nrenew\nclose\n");
}

#[tokio::test]
async fn an_opening_that_goes_wrong_is_a_diagnostic() {
    let plugin = Plugin::start();
    let dir = tempfile::tempdir().unwrap();
    let log = dir.path().join("log");
    let wrong = "the provider answered with a wrong value:";
    // What was opened, and cannot be handed over, is closed at once.
    for (how, expected, lines) in [
        ("error", "no lease today".to_owned(), "open\n"),
        (
            "panic",
            "`test_lease`: the provider panicked in `open`".to_owned(),
            "open\n",
        ),
        (
            "wrong",
            format!("{wrong} `log` is not as the configuration sets it"),
            "open\nclose\n",
        ),
        (
            "unknown",
            format!("{wrong} `token` is unknown, and stays so"),
            "open\nclose\n",
        ),
    ] {
        let answer = open(&plugin, log.to_str().unwrap(), how).await;
        assert_eq!(only(&answer.diagnostics), expected);
        assert!(answer.result.is_none(), "{how}");
        assert_eq!(std::fs::read_to_string(&log).unwrap(), lines, "{how}");
        std::fs::remove_file(&log).unwrap();
    }
}

#[tokio::test]
async fn it_is_announced_and_its_rules_hold() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let metadata = provider.get_metadata(wire::get_metadata::Request {}).await;
    let announced = metadata.unwrap().into_inner().ephemeral_resources;
    assert_eq!(announced.first().unwrap().type_name, "test_lease");
    let schemas = provider
        .get_provider_schema(wire::get_provider_schema::Request {})
        .await;
    let schemas = schemas.unwrap().into_inner().ephemeral_resource_schemas;
    let block = schemas.get("test_lease").unwrap().block.as_ref().unwrap();
    assert_eq!(block.attributes.len(), 3);

    for (log, how, expected) in [
        ("", "error", "`log` is empty"),
        ("x", "else", "`else` is not among the values allowed"),
    ] {
        let config = Value::object([("log", log.into()), ("how", how.into())]);
        let request = wire::validate_ephemeral_resource_config::Request {
            type_name: "test_lease".to_owned(),
            config: sent(&config, &lease()),
        };
        let answer = provider.validate_ephemeral_resource_config(request).await;
        let answer = answer.unwrap().into_inner().diagnostics;
        let said: Vec<_> = answer.iter().map(|d| d.summary.as_str()).collect();
        assert_eq!(said, [expected]);
    }
}

const LEASE: &str = r#"
ephemeral "test_lease" "l" {
  log = "lease.log"
}
resource "test_trouble" "t" {
  how        = "HOW"
  depends_on = [ephemeral.test_lease.l]
}
"#;

/// The apply lasts until the lease has been renewed twice.
#[test]
fn terraform_keeps_a_lease_for_as_long_as_it_is_used() {
    let (workspace, _dir) = workspace("test", "test-provider");
    let apply = |how: &str| {
        let text = LEASE.replace("HOW", how);
        workspace.write("main.tf", &text).unwrap();
        workspace
            .run(&["apply", "-no-color", "-auto-approve"])
            .unwrap()
            .code
    };
    // What happened in the plan, and what happened in the apply.
    let log = || {
        let path = workspace.path().join("lease.log");
        let lines = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        let lines = lines.replace('\n', " ");
        let mut opened = lines.split("open ").skip(1).map(str::to_owned);
        let both = (opened.next().unwrap(), opened.next().unwrap());
        assert_eq!(opened.next(), None);
        both
    };
    assert_eq!(apply("until renewed twice"), 0);
    let (planning, applying) = log();
    assert!(planning.ends_with("close "), "{planning}");
    assert_eq!(applying, "renew renew close ");
    assert_eq!(workspace.attributes("test_trouble.t").unwrap()["steps"], 2);

    // What is open when a run fails stays open: Terraform does not close it.
    assert_eq!(apply("error"), 1);
    let (planning, applying) = log();
    assert!(planning.ends_with("close "), "{planning}");
    assert!(!applying.contains("close"), "{applying}");
}
