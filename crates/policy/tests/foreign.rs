//! Policies of conftest and Regula, run unmodified on a plan of real Terraform.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use driftlock_policy::{
    Loading, Options, Outcome, Policies, PolicyError, Report, Select, Source, View, check,
    plan_document, read_plan, sources_in,
};
use serde_json::json;

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn sources(folder: &str) -> Vec<Source> {
    sources_in(&tests().join("foreign").join(folder), Select::Policies).unwrap()
}

fn view() -> View {
    let bytes = fs::read(tests().join("plans/dialects/plan.json")).unwrap();
    View::of_plan(read_plan(&bytes).unwrap()).with_document(plan_document(&bytes).unwrap())
}

fn report(sources: Vec<Source>, loading: &Loading) -> Report {
    let policies = Policies::load_with(sources, loading).unwrap();
    let options = Options::strict(jiff::civil::date(2026, 1, 1));
    check(&view(), &policies, &options)
}

fn lines(report: &Report) -> String {
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    let line = |finding: &driftlock_policy::Finding| {
        let attribute = finding.attribute.as_deref().unwrap_or("-");
        format!(
            "{} {} {} {} {}: {}",
            finding.policy.id,
            finding.verdict.word(),
            finding.severity(),
            finding.address,
            attribute,
            finding.message
        )
    };
    let mut lines: Vec<String> = report.findings.iter().map(line).collect();
    lines.sort();
    lines.join("\n")
}

fn shop() -> Loading {
    let allowed = json!({ "allowed_types": {
        "aws_ebs_volume": true, "aws_s3_bucket": true, "aws_s3_bucket_versioning": true,
    }});
    Loading {
        data: BTreeMap::from([("acme".to_owned(), allowed)]),
        ..Loading::default()
    }
}

#[test]
fn rules_of_regula_judge_each_resource() {
    let report = report(sources("regula"), &Loading::default());
    insta::assert_snapshot!(lines(&report));
    assert_eq!(report.outcome(), Outcome::Violations);
    let encrypted = |f: &&driftlock_policy::Finding| f.policy.id == "volumes_encrypted";
    let finding = report.findings.iter().find(encrypted).unwrap();
    assert_eq!(
        finding.policy.metadata.custom.controls,
        BTreeSet::from(["CIS-AWS_v1.4.0:2.2.1".to_owned()])
    );
    assert_eq!(finding.policy.metadata.title, "Volumes are encrypted");
}

#[test]
fn rules_of_conftest_judge_the_plan() {
    insta::assert_snapshot!(lines(&report(sources("conftest"), &shop())));
}

#[test]
fn a_namespace_chooses_a_package_of_conftest() {
    let loading = Loading {
        namespaces: BTreeSet::from(["shop.network".to_owned()]),
        ..shop()
    };
    let ids: BTreeSet<String> = report(sources("conftest"), &loading)
        .findings
        .iter()
        .map(|finding| finding.policy.id.clone())
        .collect();
    assert_eq!(ids, BTreeSet::from(["shop.network.deny".to_owned()]));
}

fn refused(text: &str) -> String {
    refused_with(text, &Loading::default())
}

fn refused_with(text: &str, loading: &Loading) -> String {
    let source = Source {
        file: "x.rego".to_owned(),
        text: text.to_owned(),
    };
    let errors = Policies::load_with(vec![source], loading).unwrap_err();
    let line =
        |error: &PolicyError| format!("{error}\n  {}", error.help.as_deref().unwrap_or_default());
    errors.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_cannot_run_is_refused_by_name() {
    let namespace = Loading {
        namespaces: BTreeSet::from(["mian".to_owned()]),
        ..Loading::default()
    };
    let all = [
        refused(
            "package main\n\nimport data.lib.missing\n\ndeny[msg] { missing.rule; msg := \"m\" }\n",
        ),
        refused("package main\n\ndeny[msg] { data.inventory.x; msg := \"m\" }\n"),
        refused(
            "package rules.x\n\nimport data.fugue\n\nresource_type := \"MULTIPLE\"\n\npolicy[j] { j = fugue.deny_resource_with_massage(1, 2) }\n",
        ),
        refused(
            "package rules.x\n\ninput_type := \"cfn\"\n\nresource_type := \"AWS::EC2::Volume\"\n\ndefault allow = false\n",
        ),
        refused("package rules.x\n\nresource_type := \"MULTIPLE\"\n\ndefault allow = false\n"),
        refused("package rules.x\n\ndefault allow = false\n"),
        refused("package fugue.regula.config\n\nwaivers[w] { w := {\"rule_name\": \"x\"} }\n"),
        refused("package terraform\n\ndefault allow = false\n"),
        refused_with("package main\n\ndeny[msg] { msg := \"m\" }\n", &namespace),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn what_yields_nothing_usable_is_no_pass() {
    for (text, reason) in [
        (
            "package main\n\ndeny = true\n",
            "the rule `deny` is no set: it is true",
        ),
        (
            "package main\n\ndeny[x] { x := 1 }\n",
            "the rule `deny` yields something without a message: 1",
        ),
        (
            "package rules.x\n\nresource_type := \"aws_ebs_volume\"\n\nallow = 1\n",
            "`allow` is no boolean: 1",
        ),
        (
            "package rules.x\n\nresource_type := \"MULTIPLE\"\n\npolicy = []\n",
            "`policy` is no set: []",
        ),
    ] {
        let source = Source {
            file: "x.rego".to_owned(),
            text: text.to_owned(),
        };
        let report = report(vec![source], &Loading::default());
        assert_eq!(report.outcome(), Outcome::CouldNotTell, "{text}");
        assert_eq!(report.errors[0].reason, reason);
    }
}
