//! Approved exceptions, as the command line sees them.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use driftlock_core::{Actor, Retirement, WaiverTerms, WaiverVersion};
use driftlock_store::{S3Options, Store};
use jiff::Timestamp;

/// Checks the plan of queues with these waivers: exit code, report, and what else is said.
fn check(waivers: &str) -> (i32, String, String) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("waivers.yaml");
    fs::write(&file, waivers).unwrap();
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plan = manifest.join("../crates/policy/library/sqs/unencrypted_sqs_queue.fail.json");
    let mut gate = Command::cargo_bin("driftlock-gate").unwrap();
    let output = gate
        .arg("check")
        .arg(plan)
        .args(["--only", "unencrypted_sqs_queue", "--waivers"])
        .arg(&file)
        .output()
        .unwrap();
    let text = |bytes| {
        let text = String::from_utf8(bytes).unwrap();
        text.replace(file.to_str().unwrap(), "waivers.yaml")
    };
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn entry(resource: &str, expires: &str) -> String {
    format!(
        "  - policy: unencrypted_sqs_queue\n    resource: {resource}\n    reason: test data only\n    \
         owner: queues@example.com\n    expires: {expires}\n"
    )
}

#[test]
fn a_waived_offence_passes_and_is_counted() {
    let both = ["aws_sqs_queue.off", "aws_sqs_queue.unset"].map(|q| entry(q, "2999-12-31"));
    let (code, report, _) = check(&format!("waivers:\n{}", both.concat()));
    assert_eq!(code, 0, "{report}");
    let waived = "waived: test data only (queues@example.com, until 2999-12-31)";
    assert!(report.contains(waived), "{report}");
    assert!(report.contains("2 waived"), "{report}");
}

#[test]
fn an_expired_waiver_waives_nothing_and_says_so() {
    let (code, report, _) = check(&format!(
        "waivers:\n{}",
        entry("aws_sqs_queue.*", "2020-01-01")
    ));
    assert_eq!(code, 1);
    assert!(
        report.contains("expired on 2020-01-01; renew it or fix"),
        "{report}"
    );
    assert!(report.contains("2 failed"), "{report}");
}

#[test]
fn a_waiver_of_no_use_is_reported() {
    let (code, report, _) = check(&format!(
        "waivers:\n{}",
        entry("aws_sqs_queue.gone", "2999-12-31")
    ));
    assert_eq!(code, 1);
    assert!(
        report.contains("matches nothing that offends; remove it"),
        "{report}"
    );
}

#[test]
fn every_fault_of_the_file_is_told() {
    let text = "waivers:\n  - policy: public_s3_bucket\n    resource: \"*\"\n    reason: \"\"\n    \
                expires: soon\n  - policy: []\n    resource: a\n    reson: b\n    owner: c\n    \
                expires: 2027-01-01\n";
    let (code, report, said) = check(text);
    assert_eq!((code, report.as_str()), (2, ""));
    insta::assert_snapshot!(said);
}

#[test]
fn a_policy_that_does_not_exist_is_told() {
    let text = entry("a", "2999-12-31").replace("unencrypted_sqs_queue", "unencrypted_sqs_queu");
    let (code, _, said) = check(&format!("waivers:\n{text}"));
    assert_eq!(code, 2);
    assert!(
        said.contains("waivers.yaml:2: there is no policy `unencrypted_sqs_queu`"),
        "{said}"
    );
    assert!(
        said.contains("did you mean `unencrypted_sqs_queue`?"),
        "{said}"
    );
}

#[test]
fn a_file_of_another_form_is_refused() {
    for text in ["waiver:\n  - x\n", "- x\n", "waivers: [", "waivers: 7\n"] {
        let (code, _, said) = check(text);
        assert_eq!(code, 2, "{text}");
        assert!(said.starts_with("error: waivers waivers.yaml:"), "{said}");
    }
}

/// A store in `directory` with one waiver, for both queues.
fn store(directory: &Path, expires: &str) -> (Store, String) {
    let url = directory.join("store").display().to_string();
    let store = Store::open(&url, &S3Options::default()).unwrap();
    let version = WaiverVersion {
        version: 1,
        terms: WaiverTerms {
            policy: "unencrypted_sqs_queue".into(),
            resource: "aws_sqs_queue.*".into(),
            reason: "test data only".into(),
            owner: "queues@example.com".into(),
            expires: expires.parse().ok(),
            ticket: None,
        },
        at: Timestamp::UNIX_EPOCH,
        actor: Actor::default(),
    };
    let other = WaiverVersion {
        terms: WaiverTerms {
            policy: "only_judged_elsewhere".into(),
            ..version.terms.clone()
        },
        ..version.clone()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        store.add_waiver_version("01A", &version).await.unwrap();
        store.add_waiver_version("01B", &other).await.unwrap();
    });
    (store, url)
}

fn check_with(args: &[&str], variable: Option<&str>) -> (i32, String) {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plan = manifest.join("../crates/policy/library/sqs/unencrypted_sqs_queue.fail.json");
    let mut gate = Command::cargo_bin("driftlock-gate").unwrap();
    gate.arg("check")
        .arg(plan)
        .args(["--only", "unencrypted_sqs_queue"]);
    gate.args(args).env_remove("DRIFTLOCK_STORE");
    if let Some(url) = variable {
        gate.env("DRIFTLOCK_STORE", url);
    }
    let output = gate.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

#[test]
fn waivers_of_a_store_count_where_the_store_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let (store, url) = store(directory.path(), "2999-12-31");
    for (args, variable) in [
        (&["--store", url.as_str()][..], None),
        (&[], Some(url.as_str())),
    ] {
        let (code, report) = check_with(args, variable);
        assert_eq!(code, 0, "{report}");
        assert!(report.contains("3 waived"), "{report}");
        // What the store waives besides is no business of this run.
        assert!(!report.contains("only_judged_elsewhere"), "{report}");
    }
    assert_eq!(check_with(&[], None).0, 1);
    let (code, json) = check_with(&["--store", &url, "--format", "json"], None);
    assert_eq!(code, 0, "{json}");
    assert!(json.contains("\"expires\": \"2999-12-31\""), "{json}");

    let over = Retirement {
        version: 1,
        at: Timestamp::UNIX_EPOCH,
        actor: Actor::default(),
        reason: "over".into(),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(store.retire_waiver("01A", &over)).unwrap();
    let (code, report) = check_with(&["--store", &url], None);
    assert_eq!(code, 1, "{report}");
}

#[test]
fn an_expired_waiver_of_a_store_is_told_with_its_id() {
    let directory = tempfile::tempdir().unwrap();
    let (_, url) = store(directory.path(), "2020-01-01");
    let (code, report) = check_with(&["--store", &url], None);
    assert_eq!(code, 1);
    let says = "expired on 2020-01-01; renew it or fix (01A in the store, queues@example.com)";
    assert!(report.contains(says), "{report}");
    let (code, said) = check_with(&["--store", "gs://x"], None);
    assert_eq!(code, 2, "{said}");
}
