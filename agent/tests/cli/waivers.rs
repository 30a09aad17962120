//! Waivers in the store: approved, listed, counted and retired.

use crate::live::Stage;
use crate::run;
use tempfile::TempDir;

const WAIVED: [&str; 8] = [
    "--resource",
    "aws_security_group.*",
    "--reason",
    "a jump host",
    "--owner",
    "net",
    "--ticket",
    "SEC-1",
];

fn add(policy: &str) -> Vec<&str> {
    let start = ["waiver", "add", "--policy", policy];
    [&start[..], &WAIVED[..]].concat()
}

#[test]
fn a_waiver_counts_until_it_is_retired_and_stays_on_record() {
    let stage = Stage::new();
    stage.set();
    stage.spoil();
    let scan = ["scan", "web", "--only", "ssh_rdp_open_to_world"];
    stage.text(1, &scan);
    let added = stage.json(0, &add("ssh_rdp_open_to_world"));
    let id = added["waiver"]["id"].as_str().unwrap();
    let scanned = stage.text(0, &scan);
    assert!(
        scanned.contains("a jump host (net, without end, SEC-1)"),
        "{scanned}"
    );
    let listed = stage.text(0, &["waiver", "list"]);
    for text in [
        id,
        "ssh_rdp_open_to_world",
        "aws_security_group.*",
        "without end",
    ] {
        assert!(listed.contains(text), "{listed}");
    }
    stage.text(0, &["waiver", "retire", id, "--reason", "it was closed"]);
    stage.text(1, &scan);
    let listed = stage.text(0, &["waiver", "list"]);
    assert!(listed.contains("no waivers in "), "{listed}");
    let all = stage.json(0, &["waiver", "list", "--all"]);
    assert_eq!(all["waivers"][0]["retired"]["reason"], "it was closed");
    let shown = stage.text(0, &["waiver", "show", id]);
    assert!(shown.contains("a jump host (net, SEC-1)"), "{shown}");
    assert!(shown.contains("retired: it was closed"), "{shown}");
}

#[test]
fn a_waiver_that_would_waive_nothing_is_refused() {
    let dir = TempDir::new().unwrap();
    let refused = |args: &[&str], says: &str| {
        let (code, _, err) = run(dir.path(), args);
        assert_eq!(code, 2, "{err}");
        assert!(err.contains(says), "{err}");
    };
    refused(
        &add("ssh_rdp_open_to_wrld"),
        "did you mean `ssh_rdp_open_to_world`?",
    );
    refused(
        &["waiver", "retire", "01X", "--reason", "r"],
        "the store has no waiver `01X`",
    );
    refused(
        &["waiver", "show", "01X"],
        "`driftlock waiver list --all` shows every one",
    );
    let ended = [&add("ssh_rdp_open_to_world")[..], &["--expires", "soon"]].concat();
    refused(&ended, "such as `2027-03-31`");
    refused(
        &["baseline", "set", "web", "--framework", "cis-asw-3.0"],
        "did you mean `cis-aws-3.0`?",
    );
    let own = [
        &add("acme_rule")[..],
        &["--own-policy", "--expires", "2020-01-01"],
    ]
    .concat();
    let (code, out, _) = run(dir.path(), &own);
    assert_eq!(code, 0, "{out}");
    let (_, listed, _) = run(dir.path(), &["waiver", "list"]);
    assert!(listed.contains("expired 2020-01-01"), "{listed}");
}
