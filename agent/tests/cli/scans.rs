//! Compliance of what is live and of what was approved, and how it moved.

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::live::Stage;
use crate::run;

/// Two controls: who may come in, and who may read.
const FRAMEWORK: &str = "id: acme-1.0
title: Acme's rules
controls:
  - id: \"1\"
    title: nobody comes in by a back door
    policies: [ssh_rdp_open_to_world]
  - id: \"2\"
    title: nobody reads what is not theirs
    policies: [public_s3_bucket]
  - id: \"3\"
    title: contacts are up to date
    note: kept in the account
";

/// A stage with a framework of its own in the settings.
fn stage() -> Stage {
    let stage = Stage::new();
    stage.set();
    std::fs::write(stage.dir.path().join("acme.yaml"), FRAMEWORK).unwrap();
    let settings = "framework: [./acme.yaml]\n";
    std::fs::write(stage.dir.path().join(".driftlock.yaml"), settings).unwrap();
    stage
}

/// Text with what differs from run to run made the same.
fn steady(stage: &Stage, text: &str) -> String {
    let text = text.replace(&stage.group, "sg-0abc");
    let words = text.split_inclusive([' ', '\n']);
    words
        .map(|word| match word.trim_end() {
            id if id.len() == 26 && id.starts_with("01") => word.replace(id, "01EVENT"),
            day if day.len() == 10 && day.starts_with("20") => word.replace(day, "2026-01-31"),
            time if time.len() == 9 && time.ends_with('Z') => word.replace(time, "12:00:00Z"),
            _ => word.to_owned(),
        })
        .collect()
}

#[test]
fn compliance_is_told_now_and_over_time() {
    let stage = stage();
    let good = stage.text(0, &["scan", "web"]);
    insta::assert_snapshot!("scan_good", steady(&stage, &good));
    stage.spoil();
    let bad = stage.text(1, &["scan", "web"]);
    insta::assert_snapshot!("scan_bad", steady(&stage, &bad));
    // What was approved is as good as ever, and soft is soft.
    stage.text(0, &["scan", "web", "--approved"]);
    stage.text(0, &["scan", "web", "--revision", "1"]);
    stage.text(0, &["scan", "web", "--soft-fail"]);
    let history = stage.text(0, &["scan", "web", "--history"]);
    insta::assert_snapshot!("scan_history", steady(&stage, &history));
    let trend = stage.json(0, &["scan", "web", "--history", "--framework", "acme"]);
    assert_eq!(trend["version"], 1);
    let scans = trend["scans"].as_array().unwrap();
    let of: Vec<&Value> = scans.iter().map(|scan| &scan["of"]).collect();
    assert_eq!(of, ["live", "live", "revision", "revision", "live"]);
    assert_eq!(scans[0]["frameworks"][0]["change"], Value::Null);
    let second = &scans[1]["frameworks"][0];
    assert_eq!((&second["pass"], &second["judged"]), (&json!(0), &json!(2)));
    assert_eq!(second["change"]["passed"], -2);
    assert_eq!(second["change"]["newly_failed"], json!(["1", "2"]));
    // What lies before the time that is asked for is not shown, and still compared with.
    let at = scans[1]["at"].as_str().unwrap();
    let since = stage.json(0, &["scan", "web", "--history", "--since", at]);
    assert_eq!(since["scans"].as_array().unwrap().len(), 4);
    assert_eq!(since["scans"][0]["frameworks"][0]["change"]["passed"], -2);
    let none = stage.json(0, &["scan", "web", "--history", "--framework", "soc2"]);
    assert_eq!(none["scans"], json!([]));
    let later = stage.text(0, &["scan", "web", "--history", "--since", "2099-01-01"]);
    assert!(later.starts_with("web: no scan in that time"), "{later}");
    // Each scan is an event like any other.
    let kinds = ["history", "web", "--kind", "scanned", "--limit", "1"];
    let listed = stage.text(0, &kinds);
    assert!(listed.contains("scanned live: 2 fail"), "{listed}");
    assert!(
        listed.contains("acme-1.0 0 of 2 controls pass; failed: 1, 2"),
        "{listed}"
    );
    let id = scans[1]["event"].as_str().unwrap();
    let shown = stage.text(0, &["history", "show", id]);
    assert!(shown.contains("ssh_rdp_open_to_world"), "{shown}");
    stage.text(0, &["audit", "verify", "web"]);
}

#[test]
fn a_scan_is_reported_in_every_format_of_the_gate() {
    let stage = stage();
    stage.spoil();
    let report = stage.json(1, &["scan", "web"]);
    assert_eq!(report["version"], 1);
    assert_eq!(report["summary"]["fail"], 2);
    assert_eq!(report["scan"]["baseline"], "web");
    assert_eq!(report["scan"]["of"], "live");
    assert_eq!(report["scan"]["unreadable"], json!([]));
    for (format, begins) in [("sarif", "{"), ("junit", "<?xml"), ("github", "::")] {
        let out = stage.text(1, &["scan", "web", "--format", format]);
        assert!(out.starts_with(begins), "{format}: {out}");
    }
    let args = [
        "scan",
        "web",
        "--format",
        "markdown",
        "--output",
        "report.md",
    ];
    assert_eq!(stage.text(1, &args), "");
    let written = std::fs::read_to_string(stage.dir.path().join("report.md")).unwrap();
    assert!(written.contains("ssh_rdp_open_to_world"), "{written}");
    let (code, _, err) = stage.run(&["scan", "web", "--output", "none/such.txt"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("writing the result to `none/such.txt`"),
        "{err}"
    );
}

#[test]
fn what_could_not_be_read_is_named_and_the_rest_is_judged() {
    let stage = stage();
    stage.spoil();
    stage.moto.deny("s3:GetBucketVersioning").unwrap();
    let (code, out, err) = stage.run(&["scan", "web"]);
    assert_eq!(code, 2, "{out}{err}");
    assert!(out.contains("ssh_rdp_open_to_world"), "{out}");
    assert!(
        err.contains("1 resource could not be read, and so not be judged"),
        "{err}"
    );
    assert!(err.contains("s3:GetBucketVersioning"), "{err}");
    let (code, ..) = stage.run(&["scan", "web", "--soft-fail"]);
    assert_eq!(code, 2, "soft is not blind");
    let history = stage.text(0, &["scan", "web", "--history"]);
    assert!(
        history.contains("incomplete: 1 resource not read"),
        "{history}"
    );
}

#[test]
fn what_cannot_be_judged_by_is_refused_before_anything_is_asked() {
    let dir = TempDir::new().unwrap();
    let refused = |args: &[&str], says: &[&str]| {
        let (code, out, err) = run(dir.path(), &[&["scan", "web"], args].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        for text in says {
            assert!(err.contains(text), "{args:?} does not say {text:?}: {err}");
        }
    };
    refused(
        &["--only", "public_s3_buckte"],
        &[
            "there is no policy `public_s3_buckte`",
            "help: did you mean `public_s3_bucket`?",
        ],
    );
    refused(
        &["--only", "one", "--skip", "other"],
        &[
            "2 things keep",
            "there is no policy `one`",
            "there is no policy `other`",
        ],
    );
    refused(
        &["--framework", "cis-asw"],
        &["there is no framework `cis-asw`"],
    );
    refused(
        &["--config", "none.yaml"],
        &["reading settings `none.yaml`"],
    );
    refused(
        &["--waivers", "none.yaml"],
        &["reading waivers `none.yaml`"],
    );
    refused(
        &["--format", "yaml"],
        &["text, json, sarif, junit, markdown, github"],
    );
    refused(&["--revision", "1", "--approved"], &["cannot be used with"]);
    refused(&["--since", "7d"], &["--history"]);
    refused(&["--history", "--only", "x"], &["cannot be used with"]);
    refused(
        &["--history", "--format", "sarif"],
        &["`sarif` is no format of --history"],
    );
    refused(&["--approved"], &["there is no baseline `web`"]);
    std::fs::write(dir.path().join(".driftlock.yaml"), "polciy: [x]\n").unwrap();
    refused(&["--approved"], &[".driftlock.yaml:1:1", "polciy"]);
}
