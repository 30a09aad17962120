//! Calls over the wire: what fails, fails as a diagnostic.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;

use std::collections::{BTreeMap, HashMap};

use client::tfplugin6 as wire;
use client::{Plugin, Provider, received, sent};
use driftlock_tfplugin::{Type, Value};

fn trouble() -> Type {
    Type::object([
        ("how", Type::String),
        ("tags", Type::map(Type::String)),
        ("steps", Type::Number),
    ])
}

fn apply_request(how: &str) -> wire::apply_resource_change::Request {
    let tags = BTreeMap::from([("app".to_owned(), "web")]);
    let config = Value::object([("how", how.into()), ("tags", tags.into())]);
    let planned = config.clone().with("steps", Value::unknown());
    wire::apply_resource_change::Request {
        type_name: "test_trouble".to_owned(),
        prior_state: sent(&Value::Null, &trouble()),
        planned_state: sent(&planned, &trouble()),
        config: sent(&config, &trouble()),
        ..Default::default()
    }
}

async fn apply(provider: &mut Provider, how: &str) -> wire::apply_resource_change::Response {
    provider
        .apply_resource_change(apply_request(how))
        .await
        .unwrap()
        .into_inner()
}

#[track_caller]
fn only(diagnostics: &[wire::Diagnostic]) -> &wire::Diagnostic {
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    diagnostics.first().unwrap()
}

#[tokio::test]
async fn a_panic_is_a_diagnostic_and_the_others_go_on() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let answer = apply(&mut provider, "panic").await;
    let diagnostic = only(&answer.diagnostics);
    assert_eq!(
        diagnostic.summary,
        "`test_trouble`: the provider panicked in `create`"
    );
    assert!(
        diagnostic.detail.starts_with("this went wrong."),
        "{}",
        diagnostic.detail
    );
    assert!(received(answer.new_state, &trouble()).is_null());

    let answer = apply(&mut provider, "well").await;
    assert_eq!(answer.diagnostics, []);
    assert_eq!(
        received(answer.new_state, &trouble()).integer("steps"),
        Some(2)
    );
}

#[tokio::test]
async fn an_error_points_at_its_attribute() {
    let plugin = Plugin::start();
    let answer = apply(&mut plugin.provider().await, "error").await;
    let diagnostic = only(&answer.diagnostics);
    assert_eq!(diagnostic.severity(), wire::diagnostic::Severity::Error);
    assert_eq!(
        (diagnostic.summary.as_str(), diagnostic.detail.as_str()),
        ("refused", "Try another value.")
    );
    use wire::attribute_path::step::Selector;
    let steps = diagnostic.attribute.as_ref().unwrap().steps.iter();
    let steps: Vec<_> = steps.map(|step| step.selector.clone().unwrap()).collect();
    let expected = [
        Selector::AttributeName("tags".into()),
        Selector::ElementKeyString("app".into()),
    ];
    assert_eq!(steps, expected);
}

#[tokio::test]
async fn what_was_done_before_a_failure_is_kept() {
    let plugin = Plugin::start();
    let answer = apply(&mut plugin.provider().await, "half").await;
    assert_eq!(only(&answer.diagnostics).summary, "stopped half way");
    assert_eq!(
        received(answer.new_state, &trouble()).integer("steps"),
        Some(1)
    );
}

#[tokio::test]
async fn a_wrong_answer_is_called_a_defect_of_the_provider() {
    let plugin = Plugin::start();
    let answer = apply(&mut plugin.provider().await, "wrong").await;
    let summary = &only(&answer.diagnostics).summary;
    assert!(summary.contains("no attribute `nonsense`"), "{summary}");
}

#[tokio::test]
async fn a_request_to_stop_reaches_the_running_call() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let mut waiting = provider.clone();
    let (answer, _) = tokio::join!(apply(&mut waiting, "wait"), async {
        provider
            .stop_provider(wire::stop_provider::Request {})
            .await
            .unwrap()
    });
    assert_eq!(only(&answer.diagnostics).summary, "stopped as asked");
    assert_eq!(
        received(answer.new_state, &trouble()).integer("steps"),
        Some(3)
    );
}

#[tokio::test]
async fn twenty_megabytes_pass_both_ways() {
    let plugin = Plugin::start();
    let ty = Type::object([
        ("text", Type::String),
        ("times", Type::Number),
        ("result", Type::String),
    ]);
    let config = Value::object([("text", "x".repeat(20 << 20).into())]);
    let request = wire::read_data_source::Request {
        type_name: "test_echo".to_owned(),
        config: sent(&config, &ty),
        ..Default::default()
    };
    let answer = plugin
        .provider()
        .await
        .read_data_source(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.diagnostics, []);
    assert_eq!(
        received(answer.state, &ty).string("result").map(str::len),
        Some(20 << 20)
    );
}

/// The limit is 256 MB, as that of Terraform itself.
#[tokio::test]
async fn a_quarter_of_a_gigabyte_is_read() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let ty = Type::object([
        ("text", Type::String),
        ("times", Type::Number),
        ("result", Type::String),
    ]);
    let config = Value::object([("text", "x".repeat(255 << 20).into())]);
    let request = wire::validate_data_resource_config::Request {
        type_name: "test_echo".to_owned(),
        config: sent(&config, &ty),
    };
    drop(config);
    let answer = provider.validate_data_resource_config(request).await;
    assert_eq!(answer.unwrap().into_inner().diagnostics, []);
}

/// The protocol lets a client send JSON in place of MessagePack.
#[tokio::test]
async fn values_in_json_are_read_too() {
    let plugin = Plugin::start();
    let ty = Type::object([
        ("text", Type::String),
        ("times", Type::Number),
        ("result", Type::String),
    ]);
    let mut provider = plugin.provider().await;
    for (config, expected) in [
        (r#"{"text": "ab", "times": 2}"#, Ok("abab")),
        (
            r#"{"text": "ab", "times": "3", "result": null}"#,
            Ok("ababab"),
        ),
        (r#"{"text": ["ab"]}"#, Err("`text`")),
    ] {
        let request = wire::read_data_source::Request {
            type_name: "test_echo".to_owned(),
            config: Some(wire::DynamicValue {
                msgpack: Vec::new(),
                json: config.into(),
            }),
            ..Default::default()
        };
        let answer = provider
            .read_data_source(request)
            .await
            .unwrap()
            .into_inner();
        match expected {
            Ok(text) => assert_eq!(received(answer.state, &ty).string("result"), Some(text)),
            Err(place) => {
                let summary = &only(&answer.diagnostics).summary;
                assert!(summary.contains(place), "{summary}");
            }
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_value_are_a_diagnostic() {
    let plugin = Plugin::start();
    let request = wire::validate_resource_config::Request {
        type_name: "test_trouble".to_owned(),
        config: Some(wire::DynamicValue {
            msgpack: vec![0xc1, 0xff],
            json: Vec::new(),
        }),
        ..Default::default()
    };
    let answer = plugin
        .provider()
        .await
        .validate_resource_config(request)
        .await
        .unwrap();
    let summary = &only(&answer.get_ref().diagnostics).summary;
    assert!(
        summary.starts_with("reading what the client sent"),
        "{summary}"
    );
}

#[tokio::test]
async fn rules_of_the_provider_block_hold() {
    let plugin = Plugin::start();
    let ty = Type::object([("colour", Type::String), ("size", Type::Number)]);
    let mut provider = plugin.provider().await;
    for (config, expected) in [
        (
            Value::object([("colour", "blue".into())]),
            "`blue` is not among the values allowed",
        ),
        (
            Value::object([("colour", "red".into()), ("size", 1_i64.into())]),
            "`size` goes with `green` only",
        ),
    ] {
        let request = wire::validate_provider_config::Request {
            config: sent(&config, &ty),
        };
        let answer = provider
            .validate_provider_config(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(only(&answer.diagnostics).summary, expected);
    }
}

#[tokio::test]
async fn what_the_provider_lacks_is_declined_by_name() {
    let plugin = Plugin::start();
    let mut provider = plugin.provider().await;
    let function = wire::call_function::Request {
        name: "arn_of".to_owned(),
        arguments: Vec::new(),
    };
    let answer = provider.call_function(function).await.unwrap().into_inner();
    assert_eq!(
        answer.error.unwrap().text,
        "this provider has no function `arn_of`"
    );

    let open = wire::open_ephemeral_resource::Request {
        type_name: "test_session".to_owned(),
        ..Default::default()
    };
    let answer = provider
        .open_ephemeral_resource(open)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        only(&answer.diagnostics).summary,
        "this provider has no ephemeral resource `test_session`"
    );

    let read = wire::read_resource::Request {
        type_name: "test_nothing".to_owned(),
        ..Default::default()
    };
    let answer = provider.read_resource(read).await.unwrap().into_inner();
    assert_eq!(
        only(&answer.diagnostics).summary,
        "this provider has no resource `test_nothing`"
    );
}

#[tokio::test]
async fn logs_are_json_lines_of_the_level_asked_for() {
    for (level, expected) in [("info", true), ("warn", false)] {
        let mut plugin = Plugin::start_with(&HashMap::from([("TF_LOG_PROVIDER", level)]));
        let request = wire::configure_provider::Request {
            terraform_version: "1.11.4".to_owned(),
            ..Default::default()
        };
        plugin
            .provider()
            .await
            .configure_provider(request)
            .await
            .unwrap();
        let log = plugin.kill_and_read_log();
        let lines: Vec<serde_json::Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let line = lines.iter().find(|line| line["@message"] == "configured");
        assert_eq!(line.is_some(), expected, "{log}");
        if let Some(line) = line {
            assert_eq!(
                (&line["@level"], &line["version"]),
                (&"info".into(), &"1.11.4".into())
            );
            assert_eq!(line["@timestamp"].as_str().map(str::len), Some(27));
        }
    }
}
