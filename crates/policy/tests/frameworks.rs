//! Compliance frameworks: what they map, and what a check says of their controls.

use driftlock_policy::{Framework, FrameworkError, Policies, builtin};

#[test]
fn every_framework_names_only_what_exists() {
    let policies = Policies::load(builtin()).unwrap();
    for framework in Framework::builtin().unwrap() {
        assert!(Framework::builtin_ids().any(|id| id == framework.id));
        assert!(
            framework.reference.starts_with("https://"),
            "{}",
            framework.id
        );
        let unknown: Vec<_> = framework.unknown_policies(&policies).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", framework.id);
    }
}

#[test]
fn every_policy_belongs_to_a_control_of_the_great_frameworks() {
    let policies = Policies::load(builtin()).unwrap();
    let general = [
        "aws-well-architected-security",
        "csa-ccm",
        "gdpr",
        "iso-27001",
        "nist-800-53",
    ];
    for name in general {
        let framework = Framework::find(name).unwrap();
        let without: Vec<&str> = policies
            .all()
            .iter()
            .filter(|policy| framework.controls_of(policy).next().is_none())
            .map(|policy| policy.id.as_str())
            .collect();
        println!("{name}: {without:?}");
    }
}

#[test]
fn a_family_means_its_newest_version() {
    assert_eq!(Framework::find("cis-aws").unwrap().id, "cis-aws-3.0");
    assert_eq!(Framework::find("cis-aws-1.4").unwrap().id, "cis-aws-1.4");
    let error = Framework::find("cis-asw-3.0").unwrap_err();
    assert_eq!(error.to_string(), "there is no framework `cis-asw-3.0`");
    assert!(error.help().contains("`cis-aws-3.0`"), "{}", error.help());
}

#[test]
fn a_framework_that_is_none_says_where() {
    for (text, reason) in [
        (
            "id: x\ntitle: X\ncontrols: []\nowner: me\n",
            "framework x.yaml:4:1: unknown field `owner`",
        ),
        (
            "id: x\ntitle: X\ncontrols:\n  - id: '1'\n    title: t\n",
            "control `1` has neither",
        ),
        (
            "id: x\ntitle: X\ncontrols:\n  - id: 1\n    title: t\n    themes: [peace]\n",
            "unknown variant `peace`",
        ),
    ] {
        let error = Framework::parse("x.yaml", text).unwrap_err();
        assert!(error.to_string().contains(reason), "{error}");
        assert!(matches!(error, FrameworkError::Malformed { .. }));
    }
}
