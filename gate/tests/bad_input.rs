//! Every file that is no plan: exit code 2, nothing on standard output, and one line on standard
//! error that says what the file is, with another that says what to run.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;

use assert_cmd::Command;

const PLAN: &str = include_str!("../../crates/policy/library/kms/kms_key_rotation_off.pass.json");

const SHOW: &str = "terraform show -json plan.bin > plan.json";

/// Runs `check` on these bytes, as a file and through standard input, and compares the message.
fn check(bytes: &[u8], message: &str, help: &str) {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("plan.json");
    fs::write(&file, bytes).unwrap();
    let name = file.display();
    refused(
        gate().arg("check").arg(&file),
        &format!("reading plan `{name}`: {message}"),
        help,
    );
    let through = format!("reading plan standard input: {message}");
    refused(
        gate().args(["check", "-"]).write_stdin(bytes),
        &through,
        help,
    );
}

fn gate() -> Command {
    Command::cargo_bin("driftlock-gate").unwrap()
}

fn refused(command: &mut Command, message: &str, help: &str) {
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(output.stdout.is_empty());
    let mut lines = said.lines();
    assert_eq!(lines.next(), Some(format!("error: {message}").as_str()));
    assert!(lines.next().unwrap().starts_with("help: "), "{said}");
    assert!(said.contains(help), "{said}");
    assert_eq!(lines.next(), None);
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

#[test]
fn nothing_at_all() {
    check(b"", "the file is empty", SHOW);
    check(b" \r\n\t", "the file is empty", SHOW);
}

#[test]
fn a_plan_file_that_no_client_can_show() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("plan.bin");
    fs::write(&file, b"PK\x03\x04\x14\0\x08\0").unwrap();
    let nowhere = directory.path().join("bin");
    let mut command = gate();
    let command = command.arg("check").arg(&file).env("PATH", nowhere);
    let message = format!(
        "reading plan `{}`, which is not JSON: neither `terraform` nor `tofu` is at hand to show it",
        file.display()
    );
    refused(command, &message, "--source");
    let through = "reading plan standard input: this is the binary plan that `terraform plan -out` \
                   writes, not its JSON form";
    let bytes = b"PK\x03\x04\x14\0\x08\0".to_vec();
    refused(
        gate().args(["check", "-"]).write_stdin(bytes),
        through,
        SHOW,
    );
}

#[test]
fn configuration() {
    let message = "this is Terraform configuration (HCL), not a plan";
    check(
        b"# buckets\nresource \"aws_s3_bucket\" \"b\" {\n}\n",
        message,
        SHOW,
    );
    check(b"terraform {\n}\n", message, SHOW);
}

#[test]
fn the_plan_as_printed() {
    let message = "this is the plan as Terraform prints it for people, not its JSON form";
    let printed = "\nTerraform used the selected providers to generate the following plan.\n";
    check(printed.as_bytes(), message, SHOW);
    check(
        b"No changes. Your infrastructure matches the configuration.\n",
        message,
        SHOW,
    );
}

#[test]
fn the_event_stream() {
    let message =
        "this is the event stream of `terraform plan -json`, which does not hold the plan";
    let line = r#"{"@level":"info","@message":"Terraform 1.11.4","type":"version"}"#;
    check(line.as_bytes(), message, SHOW);
    check(format!("{line}\n{line}\n").as_bytes(), message, SHOW);
}

#[test]
fn text_that_is_no_json() {
    check(
        b"hello",
        "this is not JSON: expected value at line 1, column 1",
        SHOW,
    );
    check(
        b"{\"a\" 1}",
        "this is not JSON: expected `:` at line 1, column 6",
        SHOW,
    );
}

#[test]
fn half_a_plan() {
    let half = PLAN.get(..PLAN.len() / 2).unwrap();
    let column = half.len();
    let message = format!("the JSON breaks off at line 1, column {column}: the file is truncated");
    check(half.as_bytes(), &message, "keep it as it is");
}

#[test]
fn bytes_that_are_no_text() {
    let help = "Out-File -Encoding utf8";
    let message = "this is not text: the byte at offset 1 is neither UTF-8 nor UTF-16";
    check(b"{\xff\xfe}", message, help);
    let message = "this is UTF-16 text that breaks off in the middle of a character";
    check(b"\xff\xfe{\0}", message, help);
}

#[test]
fn a_state() {
    let state =
        r#"{"version":4,"terraform_version":"1.11.4","serial":3,"lineage":"x","resources":[]}"#;
    check(
        state.as_bytes(),
        "this is a Terraform state file, not a plan",
        SHOW,
    );
    let message =
        "this is the JSON of a state (`terraform show -json` without a plan file), not a plan";
    for state in [
        r#"{"format_version":"1.0"}"#,
        r#"{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}"#,
    ] {
        check(state.as_bytes(), message, SHOW);
    }
}

#[test]
fn other_json() {
    let message = "this is JSON, but not a Terraform plan: it has no `format_version`";
    for other in ["[]", "{}", r#"{"name":"x"}"#] {
        check(other.as_bytes(), message, SHOW);
    }
}

#[test]
fn versions_of_the_future() {
    for version in ["2.0", "0.0", "1", "next", "1.2.3"] {
        let plan = format!(r#"{{"format_version":"{version}","resource_changes":[]}}"#);
        let message = format!("plan format version `{version}` is not supported; 0.1 to 1.x are");
        check(plan.as_bytes(), &message, "a Terraform from 0.12 to 1.x");
    }
}

#[test]
fn versions_of_the_past_and_present() {
    for version in ["0.1", "0.2", "1.0", "1.2", "1.99"] {
        let plan = format!(r#"{{"format_version":"{version}","resource_changes":[]}}"#);
        let output = gate()
            .args(["check", "-"])
            .write_stdin(plan)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{version}");
    }
}

#[test]
fn plans_that_are_incomplete() {
    let plan = PLAN.replacen("\"errored\":false", "\"errored\":true", 1);
    let message =
        "Terraform stopped with an error while making this plan, so the plan is incomplete";
    check(plan.as_bytes(), message, "plan again");
    let plan = r#"{"format_version":"1.2","planned_values":{"root_module":{"child_modules":[{"resources":[{}]}]}}}"#;
    let message =
        "the plan lists planned resources but no `resource_changes`: part of it was removed";
    check(plan.as_bytes(), message, SHOW);
    let plan = r#"{"format_version":"1.2","resource_changes":[],"deferred_changes":[{}]}"#;
    let message = "Terraform deferred 1 resources to a later plan, so they cannot be checked";
    check(plan.as_bytes(), message, "plan and check again");
}

/// A plan with one change, as given.
fn one_change(change: &str) -> String {
    format!(
        r#"{{"format_version":"1.2","resource_changes":[{{"address":"aws_kms_key.k","mode":"managed","type":"aws_kms_key","name":"k","change":{change}}}]}}"#
    )
}

#[test]
fn resources_that_make_no_sense() {
    for (change, reason) in [
        (
            r#"{"actions":["create"],"after":null}"#,
            "it has no planned attributes (`after`)",
        ),
        (r#"{"actions":[],"after":{}}"#, "it has no actions"),
        (
            r#"{"actions":["update"],"after":[]}"#,
            "its planned attributes (`after`) are no object",
        ),
    ] {
        let message = format!("the plan is malformed at `aws_kms_key.k`: {reason}");
        check(one_change(change).as_bytes(), &message, SHOW);
    }
    let plan = r#"{"format_version":"1.2","resource_changes":{}}"#;
    let message =
        "the plan is malformed: invalid type: map, expected a sequence at line 1, column 43";
    check(plan.as_bytes(), message, SHOW);
}

#[test]
fn paths_that_hold_no_plan() {
    let directory = tempfile::tempdir().unwrap();
    let (here, missing) = (directory.path(), directory.path().join("none.json"));
    let message = format!(
        "reading plan `{}`: this is a directory, not a plan",
        here.display()
    );
    refused(gate().arg("check").arg(here), &message, SHOW);
    let message = format!("reading plan `{}`: no such file", missing.display());
    refused(gate().arg("check").arg(&missing), &message, SHOW);
}

#[test]
fn plans_in_every_encoding_are_read() {
    let marked = format!("\u{feff}{PLAN}");
    for bytes in [
        marked.as_bytes().to_vec(),
        utf16(&marked, u16::to_le_bytes),
        utf16(&marked, u16::to_be_bytes),
        utf16(PLAN, u16::to_le_bytes),
        utf16(PLAN, u16::to_be_bytes),
    ] {
        let output = gate()
            .args(["check", "-"])
            .write_stdin(bytes)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0));
    }
}
