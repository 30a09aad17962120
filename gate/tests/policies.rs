//! Policies of users, good and bad, as the command line sees them.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const METADATA: &str = "# METADATA\n# title: Queue is named badly\n# custom:\n#   severity: low\n\
                        #   resources: [aws_sqs_queue]\n#   fix: name it well\n";

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

fn write(directory: &TempDir, name: &str, text: &str) {
    fs::write(directory.path().join(name), text).unwrap();
}

fn plan() -> String {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plan = manifest.join("../crates/policy/library/sqs/unencrypted_sqs_queue.fail.json");
    plan.to_str().unwrap().to_owned()
}

/// A policy with this rule, which begins on line 9.
fn policy(rule: &str) -> String {
    format!("{METADATA}package acme.queue_name\n\n{rule}\n")
}

/// A policy whose rule has this body, on line 10.
fn body(body: &str) -> String {
    policy(&format!("fail contains \"a\" if {{\n\t{body}\n}}"))
}

/// Checks the plan of queues by one file alone; its directory is left out of what is said.
fn by(text: &str) -> (i32, String, String) {
    let directory = tempfile::tempdir().unwrap();
    write(&directory, "queue_name.rego", text);
    let path = directory.path().to_str().unwrap();
    let (code, report, said) = run(&["check", &plan(), "--no-builtin", "--policy", path]);
    (code, report, said.replace(&format!("{path}/"), ""))
}

fn refused(text: &str, message: &str) {
    let (code, _, said) = by(text);
    assert_eq!(code, 2, "{text}\n{said}");
    assert!(said.contains(message), "{text}\n{said}");
}

#[test]
fn a_policy_in_rego_v1_judges() {
    let rule = "fail contains r.address if {\n\tsome r in input.types.aws_sqs_queue\n\t\
                r.values.name == \"off\"\n}";
    let (code, report, _) = by(&policy(rule));
    assert_eq!(code, 1);
    assert!(report.contains("aws_sqs_queue.off"), "{report}");
    assert!(report.contains("1 failed, 2 passed"), "{report}");
}

#[test]
fn a_policy_in_rego_v0_judges() {
    let rule = "fail[f] {\n\tr := input.types.aws_sqs_queue[_]\n\tre_match(\"^o\", r.values.name)\n\t\
                any([true, false])\n\tf := {\"resource\": r.address, \"message\": \"no\"}\n}";
    let (code, report, said) = by(&policy(rule));
    assert_eq!(code, 1, "{said}");
    assert!(report.contains("aws_sqs_queue.off"), "{report}");
}

#[test]
fn a_mentioned_attribute_that_is_unknown_leaves_the_verdict_open() {
    let rule = "fail contains r.address if {\n\tsome r in input.types.aws_sqs_queue\n\t\
                r.values.sqs_managed_sse_enabled == false\n}";
    let (_, report, _) = by(&policy(rule));
    assert!(
        report.contains("`sqs_managed_sse_enabled` is known only after apply"),
        "{report}"
    );
    assert!(
        report.contains("1 failed, 1 unknown until apply, 1 passed"),
        "{report}"
    );
}

#[test]
fn policies_that_do_not_load_name_file_line_and_column() {
    refused(&body("some r in"), "error: policy queue_name.rego:11:1: ");
    refused(
        &policy("fail contains y if {\n\tinput.plan\n}"),
        "error: policy queue_name.rego:9:",
    );
}

#[test]
fn walk_in_a_form_that_yields_nothing_is_refused() {
    for form in [
        "[path, value] = walk(input)",
        "[path, value] := walk(input)",
        "some [path, value] in walk(input)",
        "not walk(input, [path, value])",
        "x := [v | [_, v] = walk(input)]",
        "count(walk(input)) > 0",
    ] {
        refused(&body(form), "error: policy queue_name.rego:10:");
        refused(&body(form), "walk(x, [path, value])");
    }
    let rule = "fail contains r.address if {\n\tsome r in input.types.aws_sqs_queue\n\t\
                walk(r.values, [_, value])\n\tvalue == \"off\"\n}";
    let (code, report, said) = by(&policy(rule));
    assert_eq!(code, 1, "{said}");
    assert!(report.contains("aws_sqs_queue.off"), "{report}");
}

#[test]
fn evaluation_that_fails_is_never_a_pass() {
    for call in [
        "to_number(\"x\") == 1",
        "json.unmarshal(\"{\") == 1",
        "no_such_builtin(1)",
    ] {
        refused(&body(call), "queue_name.rego:10:");
    }
}

#[test]
fn findings_that_make_no_sense_are_refused() {
    for (value, message) in [
        (
            "\"aws_sqs_queue.none\"",
            "`aws_sqs_queue.none`, which is no resource of this plan",
        ),
        (
            "\"terraform_data.sse\"",
            "whose type its metadata does not list",
        ),
        ("{\"msg\": \"x\"}", "an object with the unknown key \"msg\""),
        ("7", "something other than an address or an object"),
    ] {
        refused(&policy(&format!("fail contains {value}")), message);
    }
    refused(&policy("fail := true"), "the rule `fail` is no set");
}

#[test]
fn files_that_are_no_policies_are_named() {
    for (text, message) in [
        (
            "default allow := false",
            "this is a policy for another tool: it has a rule `allow`",
        ),
        ("fail contains \"x\"", "this policy has no metadata"),
        ("x := 1", "there is no policy to judge by"),
    ] {
        refused(&format!("package acme\n\n{text}\n"), message);
    }
    refused(&policy("x := 1"), "this policy has no rule `fail`");
    let fail = policy("fail contains \"x\"");
    refused(
        &fail.replace("severity: low", "severity: awful"),
        "error: policy queue_name.rego:4:",
    );
    refused(
        &fail.replace("#   fix: name it well\n", ""),
        "missing field `fix`",
    );
    refused(
        &fail.replace("#   fix:", "#   cure:"),
        "unknown field `cure`",
    );
}

#[test]
fn two_policies_of_one_id_clash() {
    let directory = tempfile::tempdir().unwrap();
    let text = format!("{METADATA}package mine.public_s3_bucket\n\nfail contains \"x\"\n");
    write(&directory, "mine.rego", &text);
    let path = directory.path().to_str().unwrap();
    let (code, _, said) = run(&["check", &plan(), "--policy", path]);
    assert_eq!(code, 2);
    assert!(
        said.contains("the policy `public_s3_bucket` exists already"),
        "{said}"
    );
}

#[test]
fn one_failing_policy_hides_no_other() {
    let directory = tempfile::tempdir().unwrap();
    write(
        &directory,
        "queue_name.rego",
        &policy("fail contains to_number(\"x\")"),
    );
    let path = directory.path().to_str().unwrap();
    let (code, report, said) = run(&["check", &plan(), "--policy", path]);
    assert_eq!(code, 2);
    assert!(report.contains("aws_sqs_queue.off"), "{report}");
    assert!(
        report.contains("could not tell: 1 policy could not be evaluated"),
        "{report}"
    );
    assert!(said.contains("queue_name.rego:9:"), "{said}");
}

#[test]
fn what_is_wrong_with_a_library_is_told_once() {
    let directory = tempfile::tempdir().unwrap();
    let library = "package acme.lib\n\nnumber := to_number(\"x\")\n";
    write(&directory, "lib.rego", library);
    for name in ["queue_name", "queue_size"] {
        let text = policy(
            "fail contains r.address if {\n\tsome r in input.types.aws_sqs_queue\n\tdata.acme.lib.number == 1\n}",
        );
        write(
            &directory,
            &format!("{name}.rego"),
            &text.replace("queue_name", name),
        );
    }
    let path = directory.path().to_str().unwrap();
    let (code, report, said) = run(&["check", &plan(), "--no-builtin", "--policy", path]);
    assert_eq!(code, 2);
    assert!(
        report.contains("could not tell: 2 policies could not be evaluated"),
        "{report}"
    );
    assert_eq!(
        said.matches("lib.rego:3:22: could not parse string as number")
            .count(),
        1,
        "{said}"
    );
}

#[test]
fn tests_of_policies_are_run() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    let rule = "fail contains r.address if some r in input.types.aws_sqs_queue";
    write(&directory, "queue_name.rego", &policy(rule));
    assert_eq!(run(&["test", path]).0, 2);
    let test = "package acme.queue_name_test\n\nimport data.acme.queue_name\n\n\
                plan := {\"types\": {\"aws_sqs_queue\": [{\"address\": \"a\"}]}}\n\n\
                test_fails if count(queue_name.fail) == 1 with input as plan\n";
    write(&directory, "queue_name_test.rego", test);
    let (code, report, said) = run(&["test", path]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        report,
        "✓ acme.queue_name_test.test_fails\n1 of 1 tests passed, 100% of the lines were run\n"
    );
    write(
        &directory,
        "bad_test.rego",
        "package acme.bad_test\n\ntest_no if 1 == 2\n",
    );
    let (code, report, _) = run(&["test", path]);
    assert_eq!(code, 1);
    assert!(report.contains("✗ acme.bad_test.test_no"), "{report}");
}

#[test]
fn the_examples_work_as_their_readme_says() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/gate");
    let policies = examples.join("policies");
    let policies = policies.to_str().unwrap();
    let (code, report, said) = run(&["test", policies]);
    assert_eq!(code, 0, "{said}");
    assert!(report.contains("2 of 2 tests passed"), "{report}");
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plan = manifest.join("../crates/policy/library/s3/public_s3_bucket.pass.json");
    let waivers = examples.join("waivers.yaml");
    let options = ["--policy", policies, "--waivers", waivers.to_str().unwrap()];
    let (code, report, said) = run(&[&["check", plan.to_str().unwrap()], &options[..]].concat());
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(report.contains("the tag `owner` is missing"), "{report}");
}

#[test]
fn rego_that_the_engine_cannot_read_is_never_a_pass() {
    refused(
        &policy("fail contains x if { x := input.a ++ 1 }"),
        "error: policy queue_name.rego:9:",
    );
    refused(
        &policy("import data.acme.x\n\nfail contains \"x\" if {"),
        "error: policy queue_name.rego:",
    );
    refused(
        &policy("fail contains \"x\" if { true } else { false }"),
        "error: policy queue_name.rego:9:",
    );
}
