//! Every report format, from one report that holds every kind of verdict.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::fs;
use std::path::Path;

use driftlock_policy::{
    Configuration, Format, Framework, OnUnknown, Options, Outcome, Policies, Report, Severity,
    Source, Threshold, Tracing, View, Waivers, builtin, check, read_plan,
};

const WAIVERS: &str = "
waivers:
  - policy: unencrypted_sqs_queue
    resource: aws_sqs_queue.off
    reason: holds <test> data | only
    owner: queues@example.com
    expires: 2026-03-10
    ticket: SEC-17
  - policy: [unencrypted_sqs_queue, public_s3_bucket]
    resource: aws_sqs_queue.gone
    reason: was deleted
    owner: queues@example.com
    expires: 2027-01-01
  - policy: unencrypted_sqs_queue
    resource: '*.unset'
    reason: until the migration
    owner: queues@example.com
    expires: 2026-02-28
";

const FRAMEWORK: &str = "
id: acme-1.0
title: Acme's rules | for <queues>
reference: https://acme.example
controls:
  - id: Q.1
    title: queues are encrypted
    policies: [unencrypted_sqs_queue]
  - id: Q.2
    title: nothing is public
    themes: [public-access]
  - id: Q.3
    title: queues are loved
    note: cannot be seen
";

const FAILING: &str = "# METADATA
# title: Queue has no number
# custom:
#   severity: low
#   resources: [aws_sqs_queue]
#   fix: give it one
package acme.queue_number

fail contains to_number(\"x\")
";

fn report(on_unknown: OnUnknown) -> Report {
    // Relative, so that reports name the same file on every machine.
    let reported = Path::new("tests/plans/reported");
    let plan = fs::read(reported.join("plan.json")).unwrap();
    let failing = Source {
        file: "policies/queue_number.rego".to_owned(),
        text: FAILING.to_owned(),
    };
    let sources = builtin().into_iter().chain([failing]).collect();
    let options = Options {
        threshold: Threshold::all(Severity::Low),
        on_unknown,
        waivers: Waivers::parse("waivers.yaml", WAIVERS).unwrap(),
        today: jiff::civil::date(2026, 3, 1),
        frameworks: vec![Framework::parse("acme.yaml", FRAMEWORK).unwrap()],
        configuration: Configuration::read(reported).unwrap(),
        tracing: Tracing::Off,
    };
    let view = View::of_plan(read_plan(&plan).unwrap());
    let policies = Policies::load(sources).unwrap();
    let policies = policies.retain(|p| {
        ["unencrypted_sqs_queue", "public_s3_bucket", "queue_number"].contains(&p.id.as_str())
    });
    let mut report = check(&view, &policies, &options);
    report.subject = "plan.json".to_owned();
    report
}

#[test]
fn every_format_tells_the_same_story() {
    let report = report(OnUnknown::Warn);
    assert_eq!(report.outcome(), Outcome::CouldNotTell);
    for format in Format::ALL {
        let rendered = String::from_utf8(report.render(format)).unwrap();
        let plain = rendered
            .replace('\u{1b}', "ESC")
            .replace(env!("CARGO_PKG_VERSION"), "VERSION");
        insta::assert_snapshot!(format.word(), plain);
    }
}

#[test]
fn a_report_is_the_same_every_time() {
    for format in Format::ALL {
        assert_eq!(
            report(OnUnknown::Fail).render(format),
            report(OnUnknown::Fail).render(format)
        );
    }
}

/// The schema that OASIS publishes, as the crate `serde-sarif` carries it.
fn sarif_schema() -> serde_json::Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = std::process::Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages
        .iter()
        .find(|p| p["name"] == "serde-sarif")
        .unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let schema = manifest.with_file_name("src").join("schema.json");
    let mut schema: serde_json::Value = serde_json::from_slice(&fs::read(schema).unwrap()).unwrap();
    // Its pattern for languages is no regular expression: a bracket is closed twice.
    for of in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][of]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern");
    }
    schema
}

fn faults(schema: &serde_json::Value, document: &[u8]) -> Vec<String> {
    let document = serde_json::from_slice(document).unwrap();
    let validator = jsonschema::validator_for(schema).unwrap();
    let told = validator.iter_errors(&document);
    told.map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn sarif_keeps_to_its_schema() {
    let schema = sarif_schema();
    assert_eq!(
        faults(&schema, &report(OnUnknown::Warn).render(Format::Sarif)),
        [""; 0]
    );
    assert_ne!(faults(&schema, br#"{"version":"2.1.0"}"#), [""; 0]);
}

#[test]
fn json_keeps_to_the_published_schema() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas/gate-report-1.json");
    let schema = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    assert_eq!(
        faults(&schema, &report(OnUnknown::Warn).render(Format::Json)),
        [""; 0]
    );
    assert_ne!(faults(&schema, br#"{"version":1}"#), [""; 0]);
}
