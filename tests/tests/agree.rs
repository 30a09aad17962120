//! A policy says of what is deployed what it said of the plan.
//!
//! The fixtures of the library are applied by real Terraform, as modules of one configuration, and what
//! `driftlock scan` says of each resource is held against what the fixture expects of its plan.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use driftlock_stories::Story;
use driftlock_testbed::workspace_root;
use serde_json::Value;

#[path = "agree/left_out.rs"]
mod left_out;

use left_out::LEFT_OUT;

/// What fixtures refer to and do not declare.
const THERE: &str = include_str!("agree/there.tf");

/// Policies about sensitive values, which snapshots hold as hashes: live, nothing can be told of one.
const HASHED: [&str; 2] = ["secret_in_lambda_environment", "secret_in_user_data"];

/// Policies that look for something of a type that is not read: live, its absence cannot be told.
fn looks_for_what_is_not_read(policy: &str) -> bool {
    policy.starts_with("no_alarm_")
        || [
            "ecr_scan_off",
            "lambda_without_dead_letters",
            "secret_without_rotation",
        ]
        .contains(&policy)
}

/// Arguments whose value must be another in each fixture: one account holds them all.
const NAMES: [&str; 9] = [
    "bucket",
    "function_name",
    "hash_key",
    "identifier",
    "log_group_name",
    "name",
    "range_key",
    "repository",
    "target_bucket",
];

/// The network that fixtures name, which each gets for itself.
const VPC: &str = "\"vpc-0abc1234\"";

#[test]
fn verdicts_on_what_is_deployed_are_those_on_the_plan() {
    let fixtures = Fixture::all();
    let known: BTreeSet<_> = fixtures.iter().map(Fixture::name).collect();
    let stale: Vec<_> = LEFT_OUT
        .iter()
        .filter(|(name, _)| !known.contains(*name))
        .collect();
    assert!(stale.is_empty(), "left out, and not there: {stale:?}");
    let left_out: BTreeMap<_, _> = LEFT_OUT.into_iter().collect();
    assert_eq!(left_out.len(), LEFT_OUT.len(), "one is left out twice");
    let deployed: Vec<_> = fixtures
        .iter()
        .filter(|fixture| !left_out.contains_key(fixture.name().as_str()))
        .collect();
    let mut seen = Seen::default();
    seen.compare(&deployed);
    println!(
        "{} policies, {} fixtures and {} verdicts compared",
        seen.policies.len(),
        seen.fixtures,
        seen.verdicts
    );
    assert!(seen.trouble.is_empty(), "\n{}", seen.trouble.join("\n"));
    assert!(seen.policies.len() >= 60, "{}", seen.policies.len());
}

/// What came of comparing.
#[derive(Default)]
struct Seen {
    policies: BTreeSet<String>,
    fixtures: usize,
    verdicts: usize,
    trouble: Vec<String>,
}

impl Seen {
    fn compare(&mut self, fixtures: &[&Fixture]) {
        let live = deployed(fixtures);
        for (number, fixture) in fixtures.iter().enumerate() {
            let module = format!("module.f{number}.");
            let expected = fixture.expected();
            let found: BTreeMap<&str, &str> = live
                .iter()
                .filter(|((policy, _), _)| *policy == fixture.policy)
                .filter_map(|((_, address), said)| {
                    Some((address.strip_prefix(&module)?, said.as_str()))
                })
                .collect();
            let name = fixture.name();
            if found.is_empty() {
                self.trouble.push(format!("{name}: judges nothing"));
            }
            for address in expected.keys() {
                if !found.contains_key(address.as_str()) {
                    self.trouble
                        .push(format!("{name}: {address} was not judged"));
                }
            }
            for (address, said) in found {
                let wanted = expected.get(address).map_or("pass", String::as_str);
                let hashed = HASHED.contains(&fixture.policy.as_str());
                let agree = match wanted {
                    _ if hashed && said == "unknown" => true,
                    "fail" if looks_for_what_is_not_read(&fixture.policy) => said == "unknown",
                    "unknown" => ["fail", "pass"].contains(&said),
                    wanted => said == wanted,
                };
                if !agree {
                    self.trouble.push(format!(
                        "{name}: {address} is {said}, and its plan {wanted}"
                    ));
                }
                self.verdicts += 1;
            }
            self.fixtures += 1;
            self.policies.insert(fixture.policy.clone());
        }
    }
}

/// The verdicts on the fixtures when deployed, by policy and address.
fn deployed(fixtures: &[&Fixture]) -> BTreeMap<(String, String), String> {
    let mut main = THERE.to_owned();
    for (number, fixture) in fixtures.iter().enumerate() {
        let vpc = if fixture.text.contains(VPC) {
            format!("aws_vpc.there_{number}.id")
        } else {
            "null".to_owned()
        };
        writeln!(
            main,
            "module \"f{number}\" {{\n  source     = \"./f{number}\"\n  vpc        = {vpc}\n  depends_on = [terraform_data.there]\n}}"
        )
        .unwrap();
    }
    let mut story = Story::begin("", "agree").unwrap();
    let workspace = &mut story.scene.workspace;
    workspace.write("main.tf", &main).unwrap();
    let provider = fs::read_to_string(workspace.path().join("provider.tf")).unwrap();
    workspace
        .write("provider.tf", &provider.replace("us-east-1", "eu-west-1"))
        .unwrap();
    workspace.set_env("AWS_REGION", "eu-west-1");
    for (number, fixture) in fixtures.iter().enumerate() {
        let (own, taken) = fixture.among_others(number);
        workspace
            .write(&format!("f{number}/main.tf"), &own)
            .unwrap();
        workspace
            .write(&format!("there-{number}.tf"), &taken)
            .unwrap();
    }
    workspace.init().unwrap();
    workspace.apply().unwrap();
    let set = ["baseline", "set", "agree", "--state", "terraform.tfstate"];
    story
        .driftlock(&[&set[..], &["--type", "aws_*", "--quiet"]].concat(), 0)
        .unwrap();
    let scan = ["scan", "agree", "--severity", "info", "--format", "json"];
    let scan = story.driftlock(&scan, 1).unwrap().json("scan").unwrap();
    worst(scan.get("findings").and_then(Value::as_array).unwrap())
}

/// One verdict of a policy on a resource: what offends counts before what cannot be told.
fn worst(findings: &[Value]) -> BTreeMap<(String, String), String> {
    let mut live = BTreeMap::<(String, String), String>::new();
    for finding in findings {
        let text = |name: &str| finding[name].as_str().unwrap().to_owned();
        let said = text("verdict");
        let kept = live
            .entry((text("policy"), text("address")))
            .or_insert_with(|| said.clone());
        let rank = |verdict: &str| ["fail", "unknown"].iter().position(|v| *v == verdict);
        if rank(&said).unwrap_or(2) < rank(kept).unwrap_or(2) {
            *kept = said;
        }
    }
    live
}

/// A configuration that a policy fails, or passes.
struct Fixture {
    policy: String,
    kind: &'static str,
    text: String,
}

impl Fixture {
    /// Those of the policies that judge nothing but types that are read.
    fn all() -> Vec<Self> {
        let root = workspace_root();
        let read = read_types(&root.join("docs/coverage.md"));
        let mut found = Vec::new();
        for policy in policies(&root.join("crates/policy/library")) {
            let judged = judged_types(&policy);
            if judged.is_empty() || !judged.is_subset(&read) {
                continue;
            }
            for kind in ["fail", "pass"] {
                let source = policy.with_extension(format!("{kind}.tf"));
                found.push(Self {
                    policy: policy.file_stem().unwrap().to_str().unwrap().to_owned(),
                    kind,
                    text: fs::read_to_string(source).unwrap(),
                });
            }
        }
        found
    }

    fn name(&self) -> String {
        format!("{}.{}", self.policy, self.kind)
    }

    /// What it says is expected of its plan; what it does not name passes.
    fn expected(&self) -> BTreeMap<String, String> {
        let line = |line: &str| {
            let (verdict, address) = line.strip_prefix("# ")?.split_once(": ")?;
            let verdict = match verdict {
                "fails" => "fail",
                "unknown" => "unknown",
                _ => return None,
            };
            Some((address.to_owned(), verdict.to_owned()))
        };
        self.text.lines().filter_map(line).collect()
    }

    /// Its source under names that no other fixture has, and a declaration of each bucket and
    /// repository that it refers to by a name alone.
    fn among_others(&self, number: usize) -> (String, String) {
        let mut own = "variable \"vpc\" {}\n".to_owned();
        let (mut declared, mut referred) = (BTreeSet::new(), BTreeSet::new());
        let mut block = "";
        for line in self.text.lines() {
            if let Some(opened) = line.strip_prefix("resource \"") {
                block = opened.split('"').next().unwrap_or_default();
            }
            let Some((argument, value)) = name_in(line) else {
                let line = line.replace(VPC, "var.vpc");
                writeln!(own, "{line}").unwrap();
                continue;
            };
            let name = value.strip_prefix('/').map_or_else(
                || format!("f{number}-{value}"),
                |path| format!("/f{number}/{path}"),
            );
            writeln!(
                own,
                "{}",
                line.replace(&format!("\"{value}\""), &format!("\"{name}\""))
            )
            .unwrap();
            match (argument, block) {
                ("bucket", "aws_s3_bucket") => declared.insert(("aws_s3_bucket", name)),
                ("name", "aws_ecr_repository") => declared.insert(("aws_ecr_repository", name)),
                ("bucket" | "target_bucket", _) => referred.insert(("aws_s3_bucket", name)),
                ("repository", _) => referred.insert(("aws_ecr_repository", name)),
                _ => false,
            };
        }
        let mut taken = String::new();
        if self.text.contains(VPC) {
            writeln!(
                taken,
                "resource \"aws_vpc\" \"there_{number}\" {{\n  cidr_block = \"10.0.0.0/16\"\n}}"
            )
            .unwrap();
        }
        for (count, (kind, name)) in referred.difference(&declared).enumerate() {
            let argument = if *kind == "aws_s3_bucket" {
                "bucket"
            } else {
                "name"
            };
            writeln!(
                taken,
                "resource \"{kind}\" \"there_{number}_{count}\" {{\n  {argument} = \"{name}\"\n}}"
            )
            .unwrap();
        }
        (own, taken)
    }
}

/// The argument of a line that gives a name, and the name.
fn name_in(line: &str) -> Option<(&str, &str)> {
    let (argument, value) = line.split_once('=')?;
    let argument = argument.trim();
    let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
    let plain = !value.contains(['"', '$']);
    (NAMES.contains(&argument) && plain).then_some((argument, value))
}

/// Every policy of the library.
fn policies(library: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for service in fs::read_dir(library).unwrap() {
        for file in fs::read_dir(service.unwrap().path()).unwrap() {
            let file = file.unwrap().path();
            if file.with_extension("fail.tf").exists()
                && file.extension().is_some_and(|e| e == "rego")
            {
                found.push(file);
            }
        }
    }
    found.sort();
    found
}

/// The types under `resources` in the metadata of a policy.
fn judged_types(policy: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(policy).unwrap();
    let below = text.lines().skip_while(|line| *line != "#   resources:");
    let judged = below.skip(1).take_while(|line| line.starts_with("#     "));
    judged
        .filter_map(|line| line.strip_prefix("#     aws_")?.split(':').next())
        .map(|name| format!("aws_{name}"))
        .collect()
}

/// The types that the page on coverage lists.
fn read_types(page: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(page).unwrap();
    let listed = text.lines().filter_map(|line| line.strip_prefix("| [`"));
    let types: BTreeSet<String> = listed
        .filter_map(|line| Some(line.split_once('`')?.0.to_owned()))
        .collect();
    assert!(types.len() >= 60, "{types:?}");
    types
}
