//! Every built-in policy against the plans that real Terraform wrote for it.
//!
//! A fixture says in its first lines what is expected of it: `# fails: ADDRESS` and
//! `# unknown: ADDRESS`; everything else that the policy judges must pass.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use driftlock_policy::{
    Options, Outcome, Policies, Policy, Verdict, View, builtin, check, read_plan,
};

fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("library")
}

fn options() -> Options {
    Options::strict(jiff::civil::date(2026, 1, 1))
}

/// The verdicts of one policy on the plan beside a source, by address.
fn verdicts(policies: &Policies, policy: &str, source: &Path) -> BTreeMap<String, Verdict> {
    let plan = fs::read(source.with_extension("json")).unwrap();
    let view = View::of_plan(read_plan(&plan).unwrap());
    let report = check(&view, policies, &options());
    assert_ne!(
        report.outcome(),
        Outcome::CouldNotTell,
        "{:?}",
        report.errors
    );
    let mut found = BTreeMap::new();
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.policy.id == policy)
    {
        let worst = found
            .entry(finding.address.to_string())
            .or_insert(finding.verdict);
        *worst = (*worst).min(finding.verdict);
    }
    found
}

/// What a fixture says is expected of it.
fn expected(source: &Path) -> BTreeMap<String, Verdict> {
    let text = fs::read_to_string(source).unwrap();
    let line = |line: &str| {
        if let Some(address) = line.strip_prefix("# fails: ") {
            Some((address.to_owned(), Verdict::Fail))
        } else {
            let address = line.strip_prefix("# unknown: ")?;
            Some((address.to_owned(), Verdict::Unknown))
        }
    };
    text.lines().filter_map(line).collect()
}

fn path(policy: &Policy) -> PathBuf {
    library().join(policy.file.strip_prefix("builtin:").unwrap())
}

#[test]
fn every_policy_fails_and_passes_on_its_fixtures() {
    let policies = Policies::load(builtin()).unwrap();
    let mut surprises = Vec::new();
    for policy in policies.all() {
        for (kind, fails) in [("fail.tf", true), ("pass.tf", false)] {
            let source = path(policy).with_extension(kind);
            assert!(source.exists(), "there must be {}", source.display());
            let expected = expected(&source);
            let name = source.file_name().unwrap().display().to_string();
            if expected.values().any(|v| *v == Verdict::Fail) != fails {
                surprises.push(format!("{name}: wrong `# fails:` lines"));
            }
            let found = verdicts(&policies, &policy.id, &source);
            surprises.extend(differences(&name, &expected, &found));
        }
    }
    assert!(surprises.is_empty(), "\n{}", surprises.join("\n"));
}

fn differences(
    fixture: &str,
    expected: &BTreeMap<String, Verdict>,
    found: &BTreeMap<String, Verdict>,
) -> Vec<String> {
    let mut all = Vec::new();
    if found.is_empty() {
        all.push(format!("{fixture}: judges nothing"));
    }
    for (address, verdict) in found {
        let wanted = expected.get(address).unwrap_or(&Verdict::Pass);
        if verdict != wanted {
            all.push(format!(
                "{fixture}: {address} is {verdict:?}, not {wanted:?}"
            ));
        }
    }
    let judged = |address: &&String| !found.contains_key(*address);
    all.extend(
        expected
            .keys()
            .filter(judged)
            .map(|address| format!("{fixture}: {address} was not judged")),
    );
    all
}

#[test]
fn every_policy_is_named_for_its_file_and_complete() {
    let policies = Policies::load(builtin()).unwrap();
    for policy in policies.all() {
        let (metadata, custom) = (&policy.metadata, &policy.metadata.custom);
        let file = path(policy);
        assert_eq!(file.file_stem().unwrap().to_str(), Some(policy.id.as_str()));
        for (name, text) in [
            ("title", &metadata.title),
            ("description", &metadata.description),
            ("why", &custom.why),
            ("fix", &custom.fix),
            ("bad", &custom.bad),
            ("good", &custom.good),
        ] {
            assert!(!text.trim().is_empty(), "{} has no {name}", policy.id);
        }
        assert!(!custom.themes.is_empty(), "{} has no themes", policy.id);
        assert!(
            !metadata.references.is_empty(),
            "{} has no references",
            policy.id
        );
    }
}

#[test]
fn settings_are_connected_by_reference() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/references/plan.tf");
    let policies = Policies::load(builtin()).unwrap();
    let found = verdicts(&policies, "unversioned_s3_bucket", &source);
    let found: Vec<String> = found
        .iter()
        .map(|(a, v)| format!("{a} {}", v.word()))
        .collect();
    insta::assert_snapshot!(found.join("\n"), @r#"
    aws_s3_bucket.chained pass
    aws_s3_bucket.counted[0] pass
    aws_s3_bucket.counted[1] fail
    aws_s3_bucket.first unknown
    aws_s3_bucket.keyed["a"] pass
    aws_s3_bucket.keyed["x/y.z"] pass
    aws_s3_bucket.outside pass
    aws_s3_bucket.second unknown
    module.outputs["k.1"].aws_s3_bucket.made pass
    module.outputs["k2"].aws_s3_bucket.made pass
    "#);
}

#[test]
fn what_dynamic_blocks_set_stays_open() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/dynamic/plan.tf");
    let policies = Policies::load(builtin()).unwrap();
    for (policy, address) in [
        ("ssh_rdp_open_to_world", "aws_security_group.mixed"),
        ("unencrypted_instance_disks", "aws_instance.mixed"),
    ] {
        let found = verdicts(&policies, policy, &source);
        assert_eq!(found.get(address), Some(&Verdict::Unknown), "{policy}");
    }
}
