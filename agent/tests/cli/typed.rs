//! What can be said without asking AWS: help, and what is wrong with what was typed.

use tempfile::TempDir;

use crate::{answer, driftlock, run};

/// Exit code 2, nothing on standard output, and all of `says` on standard error.
fn refused(args: &[&str], says: &[&str]) {
    let dir = TempDir::new().unwrap();
    let (code, out, err) = run(dir.path(), args);
    assert_eq!(code, 2, "{args:?}: {err}");
    assert_eq!(out, "", "{args:?}");
    for text in says {
        assert!(err.contains(text), "{args:?} does not say {text:?}: {err}");
    }
}

#[test]
fn every_command_has_help() {
    let dir = TempDir::new().unwrap();
    for args in [
        &["--help"][..],
        &["baseline", "set", "--help"],
        &["drift", "--help"],
        &["scan", "--help"],
        &["enforce", "--help"],
        &["enforcement", "set", "--help"],
        &["notify", "test", "--help"],
        &["pause", "--help"],
        &["resume", "--help"],
        &["agent", "--help"],
        &["rollback", "--help"],
        &["history", "--help"],
        &["history", "show", "--help"],
        &["audit", "verify", "--help"],
        &["proposals", "--help"],
        &["approve", "--help"],
        &["reject", "--help"],
        &["quarantine", "release", "--help"],
        &["baseline", "approve", "--help"],
        &["store", "copy", "--help"],
        &["iam-policy", "--help"],
        &["waiver", "add", "--help"],
    ] {
        let (code, out, err) = run(dir.path(), args);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
        insta::assert_snapshot!(args.join("_").replace("--", ""), out);
    }
}

#[test]
fn the_version_is_told() {
    let dir = TempDir::new().unwrap();
    let (code, out, _) = run(dir.path(), &["--version"]);
    assert_eq!(code, 0);
    assert_eq!(out, concat!("driftlock ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn types_and_completions_need_nothing() {
    let dir = TempDir::new().unwrap();
    let (code, out, _) = run(dir.path(), &["types"]);
    assert_eq!(code, 0);
    assert!(out.lines().any(|line| line == "aws_security_group"));
    let (code, out, _) = run(dir.path(), &["types", "--format", "json"]);
    assert_eq!(code, 0);
    assert!(
        serde_json::from_str::<Vec<String>>(&out)
            .unwrap()
            .contains(&"aws_s3_bucket".into())
    );
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let (code, out, _) = run(dir.path(), &["completions", shell]);
        assert_eq!(code, 0);
        assert!(out.contains("driftlock"), "{shell}");
    }
}

/// Pipelines pass on variables that nobody set.
#[test]
fn an_empty_store_is_the_default_one() {
    let dir = TempDir::new().unwrap();
    let (code, _, err) = answer(
        driftlock(dir.path()).env("DRIFTLOCK_STORE", ""),
        &["history", "web"],
    );
    assert_eq!(code, 2);
    assert!(
        err.contains("there is no baseline `web` in file://.driftlock;"),
        "{err}"
    );
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    refused(
        &["history", "web"],
        &[
            "error: there is no baseline `web` in",
            "the store holds none",
            "help: ",
        ],
    );
    refused(&["drift", "../x"], &["baseline name `../x` is not usable"]);
    refused(
        &["history", "web", "--store", "gs://bucket"],
        &["unknown scheme `gs`"],
    );
    refused(
        &["history", "web", "--store", "s3://"],
        &[
            "opening store `s3://`: no bucket is given",
            "s3://BUCKET/PREFIX",
        ],
    );
    refused(
        &["pause", "web", "--ttl", "soon", "--reason", "x"],
        &["invalid value 'soon'", "use a length such as `30m`"],
    );
    refused(&["pause", "web", "--ttl", "1h"], &["--reason"]);
    refused(
        &["enforcement", "set", "web", "--mode", "destroy"],
        &["unknown mode `destroy`: use `observe`, `approve` or `enforce`"],
    );
    refused(&["enforce", "web"], &["--once"]);
    refused(
        &["baseline", "set", "web", "--tag", "app"],
        &["use KEY=VALUE"],
    );
    let ignoring = |what| ["baseline", "set", "web", "--ignore", what];
    refused(
        &ignoring("aws_s3_bucket.*.tags"),
        &["use PATH=REASON, such as 'aws_sqs_queue.*.tags.LastScan=scanned nightly'"],
    );
    refused(
        &ignoring("aws_s3_bucket.*.tags until soon=x"),
        &["use a day such as `2026-01-31`"],
    );
    refused(
        &ignoring("aws_s3_bucket.*.tags until 2020-01-01=x"),
        &["the time to ignore `aws_s3_bucket.*.tags` is over already"],
    );
    refused(
        &["baseline", "set", "web", "--exclude-id", "x"],
        &["exclusions are given without a scope"],
    );
    refused(
        &["drift", "web", "--format", "yaml"],
        &["possible values: text, json"],
    );
}

#[test]
fn a_state_that_is_none_is_refused() {
    let dir = TempDir::new().unwrap();
    std::fs::write(dir.path().join("x.json"), "{}").unwrap();
    for (file, says) in [
        ("x.json", "not a Terraform state"),
        ("none.json", "reading state `none.json`"),
    ] {
        let args = [
            "baseline",
            "set",
            "web",
            "--type",
            "aws_s3_bucket",
            "--state",
            file,
        ];
        let (code, _, err) = run(dir.path(), &args);
        assert_eq!(code, 2);
        assert!(err.contains(says), "{err}");
        assert!(err.contains("help: give a `terraform.tfstate`"), "{err}");
    }
}

#[test]
fn without_a_region_or_credentials_it_says_which_are_missing() {
    let dir = TempDir::new().unwrap();
    let set = ["baseline", "set", "web", "--type", "aws_s3_bucket"];
    let (code, _, err) = run(dir.path(), &set);
    assert_eq!(code, 2);
    assert!(err.contains("no AWS region is set"), "{err}");
    assert!(err.contains("--region"), "{err}");
    let (code, _, err) = answer(driftlock(dir.path()).env("AWS_REGION", "eu-west-1"), &set);
    assert_eq!(code, 2);
    assert!(err.contains("no valid credentials"), "{err}");
    assert!(err.contains("help: give credentials"), "{err}");
}

#[test]
fn an_endpoint_that_does_not_answer_is_named_as_such() {
    let dir = TempDir::new().unwrap();
    // Port 9 is "discard", where nothing listens on a machine of today; a refusal comes at once.
    let mut command = driftlock(dir.path());
    command
        .env("AWS_ACCESS_KEY_ID", "x")
        .env("AWS_SECRET_ACCESS_KEY", "x")
        .env("AWS_REGION", "eu-west-1");
    let args = [
        "baseline",
        "set",
        "web",
        "--type",
        "aws_s3_bucket",
        "--endpoint-url",
        "http://127.0.0.1:9",
    ];
    let (code, _, err) = answer(&mut command, &args);
    assert_eq!(code, 2);
    assert!(
        err.contains("no answer calling `sts:GetCallerIdentity`"),
        "{err}"
    );
    assert!(err.contains("--endpoint-url"), "{err}");
}

#[test]
fn an_empty_store_says_how_to_begin() {
    let dir = TempDir::new().unwrap();
    let (code, out, _) = run(dir.path(), &["baseline", "list"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("driftlock baseline set NAME --type GLOB"),
        "{out}"
    );
    let (code, out, _) = run(dir.path(), &["baseline", "list", "--format", "json"]);
    assert_eq!(code, 0);
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&out).unwrap()["baselines"],
        serde_json::json!([])
    );
    assert!(
        !dir.path().join(".driftlock").exists(),
        "looking makes nothing"
    );
}
