//! `check` as users run it: verdicts, exit codes, options and formats.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn plan(name: &str) -> PathBuf {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/policy/library");
    library.join(format!("{name}.json"))
}

/// The exit code and what was written to standard output and standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let mut gate = Command::cargo_bin("driftlock-gate").unwrap();
    let output = gate.args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn check(name: &str, options: &[&str]) -> (i32, String, String) {
    let plan = plan(name);
    run(&[&["check", plan.to_str().unwrap()], options].concat())
}

fn json(name: &str, options: &[&str]) -> Value {
    let (_, report, _) = check(name, &[&["--format", "json"], options].concat());
    serde_json::from_str(&report).unwrap()
}

#[test]
fn a_good_plan_passes() {
    let (code, report, said) = check("ec2/ssh_rdp_open_to_world.pass", &[]);
    assert_eq!((code, said.as_str()), (0, ""));
    insta::assert_snapshot!(report);
}

#[test]
fn a_bad_plan_fails_with_address_policy_severity_and_fix() {
    let (code, report, said) = check("ec2/ssh_rdp_open_to_world.fail", &[]);
    assert_eq!((code, said.as_str()), (1, ""));
    insta::assert_snapshot!(report);
}

#[test]
fn json_has_the_promised_fields() {
    let only = ["--only", "unencrypted_dynamodb_table"];
    let report = json("dynamodb/unencrypted_dynamodb_table.fail", &only);
    assert_eq!(report["version"], 1);
    assert_eq!(report["summary"]["fail"], 2);
    let finding = &report["findings"][0];
    for field in [
        "policy", "address", "type", "verdict", "severity", "message", "fix",
    ] {
        assert!(finding[field].is_string(), "{field}");
    }
    assert!(finding["controls"].is_array());
    assert_eq!(finding["address"], "aws_dynamodb_table.off");
    for count in ["resources", "fail", "warn", "pass", "unknown", "waived"] {
        assert!(report["summary"][count].is_u64(), "{count}");
    }
}

#[test]
fn severity_turns_milder_offences_into_warnings() {
    let table = "dynamodb/unencrypted_dynamodb_table.fail";
    assert_eq!(check(table, &["--severity", "high"]).0, 0);
    assert_eq!(check(table, &["--severity", "medium"]).0, 1);
    let only = ["--only", "unencrypted_dynamodb_table"];
    let report = json(table, &[&only[..], &["--severity", "high"]].concat());
    let summary = &report["summary"];
    assert_eq!((&summary["fail"], &summary["warn"]), (&0.into(), &2.into()));
    // Good practice does not stop a build, until it is asked for.
    let (code, report, _) = check(
        "s3/s3_bucket_force_destroyed.fail",
        &["--skip", "missing_s3_public_access_block"],
    );
    assert!(report.contains("! low"), "{report}");
    assert_ne!(code, 2);
    let only = ["--only", "s3_bucket_force_destroyed"];
    assert_eq!(check("s3/s3_bucket_force_destroyed.fail", &only).0, 1);
}

#[test]
fn unknown_decides_over_what_is_known_only_after_apply() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("waivers.yaml");
    let waiver = |key: &str| {
        format!(
            "  - {{policy: kms_key_rotation_off, resource: aws_kms_key.{key}, reason: r, \
             owner: o, expires: 2999-01-01}}\n"
        )
    };
    let waivers = format!("waivers:\n{}{}", waiver("unset"), waiver("off"));
    fs::write(&file, waivers).unwrap();
    for (unknown, expected) in [("fail", 1), ("warn", 0), ("pass", 0)] {
        let options = ["--unknown", unknown, "--waivers", file.to_str().unwrap()];
        let (code, report, _) = check("kms/kms_key_rotation_off.fail", &options);
        assert_eq!(code, expected, "{unknown}");
        assert_eq!(
            report.contains("aws_kms_key.later"),
            unknown != "pass",
            "{report}"
        );
        assert!(report.contains("1 unknown until apply"), "{report}");
    }
}

#[test]
fn every_format_is_written_to_a_file_without_colours() {
    let directory = tempfile::tempdir().unwrap();
    for format in [
        "text", "json", "sarif", "junit", "markdown", "github", "gitlab",
    ] {
        let file = directory.path().join(format);
        let options = [
            "--format",
            format,
            "--output",
            file.to_str().unwrap(),
            "--color",
            "always",
        ];
        let (code, printed, _) = check("sqs/unencrypted_sqs_queue.fail", &options);
        assert_eq!((code, printed.as_str()), (1, ""), "{format}");
        let report = fs::read_to_string(&file).unwrap();
        assert!(report.contains("aws_sqs_queue.unset"), "{format}");
        assert!(!report.contains('\u{1b}'), "{format}");
    }
}

#[test]
fn options_that_are_wrong_name_the_right_ones() {
    let queue = "sqs/unencrypted_sqs_queue.pass";
    for (options, message) in [
        (
            ["--format", "xml"],
            "the formats are text, json, sarif, junit, markdown, github",
        ),
        (
            ["--severity", "severe"],
            "the severities are info, low, medium, high, critical",
        ),
        (
            ["--unknown", "maybe"],
            "[possible values: fail, warn, pass]",
        ),
        (
            ["--no-builtin", "--color=never"],
            "there is no policy to judge by",
        ),
        (
            ["--policy", "/nonexistent"],
            "policy /nonexistent: no such file or directory",
        ),
        (
            ["--output", "/nonexistent/report"],
            "writing the report to `/nonexistent/report`: ",
        ),
    ] {
        let (code, _, said) = check(queue, &options);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains(message), "{said}");
    }
}

#[test]
fn colours_are_for_terminals_and_who_asks_for_them() {
    let (_, plain, _) = check("sqs/unencrypted_sqs_queue.fail", &[]);
    let (_, coloured, _) = check("sqs/unencrypted_sqs_queue.fail", &["--color", "always"]);
    assert!(!plain.contains('\u{1b}'));
    assert!(coloured.contains('\u{1b}'));
}

#[test]
fn the_other_subcommands_answer() {
    let (code, list, _) = run(&["policies"]);
    assert_eq!(code, 0);
    assert!(list.lines().count() >= 180, "{list}");
    let (_, list, _) = run(&["policies", "--format", "json"]);
    let list: Value = serde_json::from_str(&list).unwrap();
    assert!(list["policies"].as_array().unwrap().len() >= 180);
    let (code, _, said) = run(&["explain", "public_s3_buckt"]);
    assert_eq!(code, 2);
    assert!(
        said.contains("help: did you mean `public_s3_bucket`?"),
        "{said}"
    );
    let (code, script, _) = run(&["completions", "bash"]);
    assert_eq!(code, 0);
    assert!(script.contains("driftlock-gate"));
    assert_eq!(run(&["--version"]).0, 0);
    assert_eq!(run(&["check"]).0, 2);
}

#[test]
fn a_policy_is_explained() {
    let (code, explained, _) = run(&["explain", "ssh_rdp_open_to_world"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(explained);
}

#[test]
fn help_is_as_documented() {
    let (code, help, _) = run(&["--help"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!("help", help);
    insta::assert_snapshot!("help_check", run(&["check", "--help"]).1);
}
