//! Every built-in policy against the plans that real Terraform wrote for it.
//!
//! A fixture says in its first lines what is expected of it: `# fails: ADDRESS` and
//! `# unknown: ADDRESS`; everything else that the policy judges must pass.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use driftlock_policy::{
    OnUnknown, Options, Outcome, Policies, Severity, Verdict, View, Waivers, builtin, check,
    read_plan,
};

fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("library")
}

fn options() -> Options {
    Options {
        min_severity: Severity::Info,
        on_unknown: OnUnknown::Warn,
        waivers: Waivers::default(),
        today: jiff::civil::date(2026, 1, 1),
    }
}

/// The verdicts of one policy on the plan beside a source, by address.
fn verdicts(policy: &str, source: &Path) -> BTreeMap<String, Verdict> {
    let plan = fs::read(source.with_extension("json")).unwrap();
    let view = View::of_plan(read_plan(&plan).unwrap());
    let report = check(&view, &Policies::load(builtin()).unwrap(), &options());
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

fn policies() -> Vec<(String, PathBuf)> {
    let policies = Policies::load(builtin()).unwrap();
    let path = |file: &str| library().join(file.strip_prefix("builtin:").unwrap());
    policies
        .all()
        .iter()
        .map(|policy| (policy.id.clone(), path(&policy.file)))
        .collect()
}

#[test]
fn every_policy_fails_and_passes_on_its_fixtures() {
    for (policy, file) in policies() {
        for (kind, fails) in [("fail.tf", true), ("pass.tf", false)] {
            let source = file.with_extension(kind);
            assert!(source.exists(), "{policy} needs {}", source.display());
            let expected = expected(&source);
            let found = verdicts(&policy, &source);
            let name = source.file_name().unwrap().display();
            assert!(!found.is_empty(), "{name}: judges nothing");
            for (address, verdict) in &found {
                let wanted = expected.get(address).unwrap_or(&Verdict::Pass);
                assert_eq!(verdict, wanted, "{name}: {address}");
            }
            for address in expected.keys() {
                assert!(
                    found.contains_key(address),
                    "{name}: {address} was not judged"
                );
            }
            assert_eq!(
                expected.values().any(|v| *v == Verdict::Fail),
                fails,
                "{name}"
            );
        }
    }
}

#[test]
fn every_policy_is_named_for_its_file_and_complete() {
    let policies = Policies::load(builtin()).unwrap();
    for policy in policies.all() {
        let (metadata, custom) = (&policy.metadata, &policy.metadata.custom);
        assert_eq!(
            library()
                .join(policy.file.strip_prefix("builtin:").unwrap())
                .file_stem()
                .unwrap()
                .to_str(),
            Some(policy.id.as_str())
        );
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
        assert!(
            !metadata.references.is_empty(),
            "{} has no references",
            policy.id
        );
    }
}

#[test]
fn every_file_of_the_library_is_registered() {
    let registered: Vec<String> = builtin().into_iter().map(|source| source.file).collect();
    assert!(registered.is_sorted());
    for service in fs::read_dir(library()).unwrap() {
        let service = service.unwrap().path();
        for file in fs::read_dir(&service).unwrap() {
            let file = file.unwrap().path();
            if file
                .extension()
                .is_some_and(|extension| extension == "rego")
            {
                let (service, file) = (service.file_name().unwrap(), file.file_name().unwrap());
                let name = format!("builtin:{}/{}", service.display(), file.display());
                assert!(
                    registered.contains(&name),
                    "{name} is not in src/policy/library.rs"
                );
            }
        }
    }
}

#[test]
fn settings_are_connected_by_reference() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/references/plan.tf");
    let found = verdicts("unversioned_s3_bucket", &source);
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
