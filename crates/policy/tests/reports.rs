//! Every report format, from one report that holds every kind of verdict.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use driftlock_policy::{
    Configuration, Format, OnUnknown, Options, Outcome, Policies, Report, Severity, Source, View,
    Waivers, builtin, check, read_plan,
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
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("library");
    let plan = fs::read(library.join("sqs/unencrypted_sqs_queue.fail.json")).unwrap();
    let failing = Source {
        file: "policies/queue_number.rego".to_owned(),
        text: FAILING.to_owned(),
    };
    let sources = builtin().into_iter().chain([failing]).collect();
    let options = Options {
        min_severity: Severity::Low,
        on_unknown,
        waivers: Waivers::parse("waivers.yaml", WAIVERS).unwrap(),
        today: jiff::civil::date(2026, 3, 1),
        frameworks: Vec::new(),
        configuration: Configuration::default(),
    };
    let view = View::of_plan(read_plan(&plan).unwrap());
    check(&view, &Policies::load(sources).unwrap(), &options)
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
