//! What may be chosen: settings, frameworks, outputs, sources, policies of other tools.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command as Process;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

fn fixture(name: &str) -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/policy");
    crates.join(name).to_str().unwrap().to_owned()
}

fn queues() -> String {
    fixture("library/sqs/unencrypted_sqs_queue.fail.json")
}

/// Runs the gate in a directory: exit code, standard output, standard error.
fn run(directory: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut gate = Command::cargo_bin("driftlock-gate").unwrap();
    let output = gate
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn settings_are_read_where_the_program_is_started() {
    let folder = folder(&[
        (
            ".driftlock.yaml",
            "only: [unencrypted_sqs_queue]\nwaivers: w/waivers.yaml\n",
        ),
        (
            "w/waivers.yaml",
            "waivers:\n  - {policy: unencrypted_sqs_queue, resource: '*', reason: r, owner: o, expires: 2999-01-01}\n",
        ),
    ]);
    let (code, report, said) = run(folder.path(), &["check", &queues()]);
    assert_eq!((code, said.as_str()), (0, ""), "{report}");
    assert!(report.contains("3 waived"), "{report}");
    // What is typed comes first.
    let typed = [
        "check",
        &queues(),
        "--only",
        "sqs_queue_without_dead_letters",
    ];
    let (code, report, _) = run(folder.path(), &typed);
    assert_eq!(code, 1, "{report}");
    assert!(!report.contains("unencrypted_sqs_queue\n"), "{report}");
}

#[test]
fn settings_that_are_not_known_are_refused() {
    let folder = folder(&[
        (
            ".driftlock.yaml",
            "severity: high\nframeworks: [cis-aws-3.0]\n",
        ),
        ("empty.yaml", "# nothing yet\n"),
    ]);
    let (code, report, said) = run(folder.path(), &["check", &queues()]);
    assert_eq!((code, report.as_str()), (2, ""));
    assert!(
        said.starts_with("error: settings .driftlock.yaml:2:1: unknown field `frameworks`"),
        "{said}"
    );
    let other = ["check", &queues(), "--config", "empty.yaml"];
    assert_eq!(run(folder.path(), &other).0, 1);
    let none = ["check", &queues(), "--config", "none.yaml"];
    let (code, _, said) = run(folder.path(), &none);
    assert_eq!(code, 2);
    assert!(
        said.contains("reading settings `none.yaml`: no such file"),
        "{said}"
    );
}

#[test]
fn several_reports_are_written_in_one_run() {
    let folder = folder(&[]);
    let plan = queues();
    let outputs = [
        "--output",
        "sarif=out.sarif",
        "--output",
        "gitlab=quality.json",
        "--format",
        "json",
    ];
    let (code, report, said) = run(folder.path(), &[&["check", &plan], &outputs[..]].concat());
    assert_eq!((code, said.as_str()), (1, ""));
    assert_eq!(json(&report)["version"], 1);
    let read = |name: &str| json(&fs::read_to_string(folder.path().join(name)).unwrap());
    assert_eq!(read("out.sarif")["version"], "2.1.0");
    assert!(read("quality.json")[0]["fingerprint"].is_string());
    let moved = ["check", &plan, "--output", "report.txt"];
    let (_, shown, _) = run(folder.path(), &moved);
    assert_eq!(shown, "");
    assert!(folder.path().join("report.txt").exists());
    let nowhere = ["check", &plan, "--output", "sarif=none/out.sarif"];
    let (code, _, said) = run(folder.path(), &nowhere);
    assert_eq!(code, 2);
    assert!(
        said.contains("writing the report to `none/out.sarif`"),
        "{said}"
    );
}

#[test]
fn a_framework_chooses_and_groups() {
    let folder = folder(&[(
        "acme.yaml",
        "id: acme-1\ntitle: Acme\ncontrols:\n  - {id: A.1, title: queues are encrypted, policies: [unencrypted_sqs_queue]}\n  - {id: A.2, title: contacts, note: not a resource}\n",
    )]);
    let chosen = ["check", &queues(), "--framework", "./acme.yaml"];
    let (code, report, _) = run(folder.path(), &chosen);
    assert_eq!(code, 1);
    assert!(
        report.contains("  ✗ A.1      queues are encrypted  2 failed, 1 unknown"),
        "{report}"
    );
    assert!(
        report.contains("not covered by any policy: A.2"),
        "{report}"
    );
    assert!(report.contains("1 policy"), "{report}");
    let (code, report, _) = run(
        folder.path(),
        &[
            "check",
            &queues(),
            "--framework",
            "nist-800-53",
            "--format",
            "json",
        ],
    );
    assert_eq!(code, 1);
    let controls = json(&report)["frameworks"][0]["controls"].clone();
    let resting = controls
        .as_array()
        .unwrap()
        .iter()
        .find(|c| c["control"] == "SC-28")
        .unwrap();
    assert_eq!(resting["status"], "fail");
    let (code, _, said) = run(
        folder.path(),
        &["check", &queues(), "--framework", "sic-aws"],
    );
    assert_eq!(code, 2);
    assert!(said.contains("there is no framework `sic-aws`"), "{said}");
}

#[test]
fn frameworks_are_listed() {
    let folder = folder(&[]);
    let (code, list, _) = run(folder.path(), &["frameworks"]);
    assert_eq!(code, 0);
    for id in [
        "cis-aws-1.4",
        "cis-aws-1.5",
        "cis-aws-3.0",
        "nist-800-53-r5",
        "pci-dss-4.0",
        "hipaa",
        "soc2",
        "iso-27001-2022",
        "gdpr",
    ] {
        assert!(list.contains(id), "{list}");
    }
    let (_, controls, _) = run(folder.path(), &["frameworks", "cis-aws-3.0"]);
    assert!(
        controls.contains("5.2") && controls.contains("ssh_rdp_open_to_world"),
        "{controls}"
    );
    let (_, yaml, _) = run(
        folder.path(),
        &["frameworks", "cis-aws", "--format", "yaml"],
    );
    fs::write(folder.path().join("mine.yaml"), yaml).unwrap();
    assert_eq!(run(folder.path(), &["frameworks", "mine.yaml"]).0, 0);
}

#[test]
fn the_configuration_gives_places_and_waivers() {
    let source = fixture("library/sqs/unencrypted_sqs_queue.fail.tf");
    let text = fs::read_to_string(source).unwrap();
    let waived = text.replace(
        "resource \"aws_sqs_queue\" \"off\" {",
        "resource \"aws_sqs_queue\" \"off\" {\n  # driftlock:waive unencrypted_sqs_queue until 2999-01-01: test data",
    );
    let folder = folder(&[("infra/main.tf", &waived)]);
    let only = [
        "check",
        &queues(),
        "--only",
        "unencrypted_sqs_queue",
        "--source",
        "infra",
    ];
    let (code, report, said) = run(folder.path(), &only);
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(
        report.contains("aws_sqs_queue.unset  infra/main.tf:"),
        "{report}"
    );
    assert!(
        report.contains("waived: test data (infra/main.tf:"),
        "{report}"
    );
    assert!(
        report.contains("1 failed, 1 unknown until apply, 1 waived"),
        "{report}"
    );
}

#[test]
fn policies_of_other_tools_run_beside_ours() {
    let folder = folder(&[(
        "allowed.json",
        "{\"acme\": {\"allowed_types\": {\"aws_ebs_volume\": true}}}",
    )]);
    let plan = fixture("tests/plans/dialects/plan.json");
    let (regula, conftest) = (
        fixture("tests/foreign/regula"),
        fixture("tests/foreign/conftest"),
    );
    let both = [
        "check",
        &plan,
        "--no-builtin",
        "--policy",
        &regula,
        "--policy",
        &conftest,
        "--data",
        "allowed.json",
        "--format",
        "json",
    ];
    let (code, report, said) = run(folder.path(), &both);
    assert_eq!((code, said.as_str()), (1, ""));
    let report = json(&report);
    let failed = |policy: &str| {
        let all = report["findings"].as_array().unwrap();
        all.iter()
            .filter(|f| f["policy"] == policy && f["verdict"] == "fail")
            .count()
    };
    assert_eq!(failed("buckets_versioned"), 2);
    assert_eq!(failed("main.deny"), 4);
    let without = ["check", &plan, "--no-builtin", "--policy", &conftest];
    let (code, _, said) = run(folder.path(), &without);
    assert_eq!(code, 2);
    assert!(
        said.contains("nothing provides `data.acme.allowed_types`"),
        "{said}"
    );
    assert!(
        said.contains("3 | import data.acme.allowed_types\n    | ^\n"),
        "{said}"
    );
}

#[test]
fn a_new_policy_passes_its_test_and_judges() {
    let folder = folder(&[]);
    let (code, said, _) = run(
        folder.path(),
        &["new", "ownerless_queue", "--type", "aws_sqs_queue"],
    );
    assert_eq!(code, 0, "{said}");
    let (code, report, said) = run(
        folder.path(),
        &["test", "policies", "--min-coverage", "100"],
    );
    assert_eq!((code, said.as_str()), (0, ""), "{report}");
    assert!(
        report.contains("2 of 2 tests passed, 100% of the lines were run"),
        "{report}"
    );
    let used = ["check", &queues(), "--no-builtin", "--policy", "policies"];
    let (code, report, _) = run(folder.path(), &used);
    assert_eq!(code, 1);
    assert!(report.contains("there is no tag `owner`"), "{report}");
    assert_eq!(run(folder.path(), &["new", "ownerless_queue"]).0, 2);
    assert_eq!(run(folder.path(), &["new", "No-Such"]).0, 2);
}

#[test]
fn plans_beside_a_policy_are_tests_of_it() {
    let folder = folder(&[]);
    run(
        folder.path(),
        &["new", "ownerless_queue", "--type", "aws_sqs_queue"],
    );
    let put = |kind: &str| {
        let file = folder
            .path()
            .join(format!("policies/ownerless_queue.{kind}.json"));
        fs::copy(queues(), file).unwrap();
    };
    put("fail");
    let (code, report, _) = run(folder.path(), &["test", "policies"]);
    assert_eq!(code, 0, "{report}");
    assert!(report.contains("3 of 3 tests passed"), "{report}");
    put("pass");
    let (code, report, _) = run(folder.path(), &["test", "policies", "--run", "pass"]);
    assert_eq!(code, 1);
    assert!(
        report.contains(
            "✗ policies/ownerless_queue.pass.json\n    aws_sqs_queue.later: there is no tag"
        ),
        "{report}"
    );
}

#[test]
fn a_trace_tells_what_each_policy_does() {
    let policy = "# METADATA\n# title: t\n# custom:\n#   severity: low\n#   resources: [aws_sqs_queue]\n#   fix: f\n\
                  package acme.told\n\nfail contains r.address if {\n\tsome r in input.types.aws_sqs_queue\n\tprint(\"looking at\", r.address)\n\tfalse\n}\n";
    let folder = folder(&[("p/told.rego", policy)]);
    let traced = [
        "check",
        &queues(),
        "--no-builtin",
        "--policy",
        "p",
        "--trace",
    ];
    let (code, _, said) = run(folder.path(), &traced);
    assert_eq!(code, 0);
    assert!(said.contains("3 resources  told"), "{said}");
    assert!(said.contains("looking at aws_sqs_queue.off"), "{said}");
}

#[test]
fn a_soft_fail_ends_with_zero_but_never_hides_what_could_not_be_told() {
    let folder = folder(&[("bad.json", "{")]);
    assert_eq!(
        run(folder.path(), &["check", &queues(), "--soft-fail"]).0,
        0
    );
    assert_eq!(
        run(folder.path(), &["check", "bad.json", "--soft-fail"]).0,
        2
    );
}

#[test]
fn a_plan_that_no_policy_judges_is_no_pass() {
    let folder = folder(&[]);
    let (code, _, said) = run(
        folder.path(),
        &["check", &queues(), "--only", "unencrypted_efs"],
    );
    assert_eq!(code, 2);
    assert!(said.contains("no policy judges any of the"), "{said}");
}

#[test]
fn a_plan_file_is_shown_by_the_client_that_made_it() {
    let folder = folder(&[
        ("main.tf", "resource \"terraform_data\" \"x\" {\n}\n"),
        (
            "p/named.rego",
            "package main\n\nimport rego.v1\n\ndeny contains r.address if some r in input.resource_changes\n",
        ),
    ]);
    let terraform = |arguments: &[&str]| {
        let mut process = Process::new("terraform");
        let process = process.args(arguments).current_dir(folder.path());
        process
            .env("TF_CLI_CONFIG_FILE", PathBuf::from("/dev/null"))
            .output()
    };
    if terraform(&["version"]).is_err() {
        println!("terraform is not installed: nothing was tested");
        return;
    }
    assert!(terraform(&["init"]).unwrap().status.success());
    assert!(
        terraform(&["plan", "-out=plan.bin"])
            .unwrap()
            .status
            .success()
    );
    let (code, report, said) = run(
        folder.path(),
        &["check", "plan.bin", "--policy", "p", "--no-builtin"],
    );
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(report.contains("terraform_data.x"), "{report}");
}
