//! Resources of which it cannot be told before apply which bucket they configure.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};

use driftlock_policy::{Options, Policies, Verdict, View, builtin, check, read_plan};
use serde_json::{Value, json};

const BLOCK: &str = "aws_s3_bucket_public_access_block";
const ENCRYPTION: &str = "aws_s3_bucket_server_side_encryption_configuration";

/// A plan of buckets, and of children with the references of their `bucket`.
#[derive(Default)]
struct Plan {
    changes: Vec<Value>,
    configured: Vec<Value>,
}

impl Plan {
    fn add(&mut self, kind: &str, name: &str, after: Value, references: Option<&[&str]>) {
        let unknown = json!({ "bucket": references.is_some() });
        let expressions = match references {
            Some(references) => json!({ "bucket": { "references": references } }),
            None => json!({}),
        };
        self.changes.push(json!({
            "address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
            "change": {
                "actions": ["create"], "before": null, "after": after, "after_unknown": unknown,
            },
        }));
        self.configured.push(json!({
            "mode": "managed", "type": kind, "name": name, "expressions": expressions,
        }));
    }

    fn bucket(&mut self, name: &str) {
        self.add("aws_s3_bucket", name, json!({ "bucket": name }), None);
    }

    fn verdicts(self, policies: &[&str]) -> BTreeMap<(String, String), Verdict> {
        let plan = json!({
            "format_version": "1.2",
            "resource_changes": self.changes,
            "configuration": { "root_module": { "resources": self.configured } },
        });
        let view = View::of_plan(read_plan(plan.to_string().as_bytes()).unwrap());
        let wanted: BTreeSet<&str> = policies.iter().copied().collect();
        let policies = Policies::load(builtin()).unwrap();
        let policies = policies.retain(|policy| wanted.contains(policy.id.as_str()));
        let options = Options::strict(jiff::civil::date(2026, 1, 1));
        let report = check(&view, &policies, &options);
        assert!(report.errors.is_empty(), "{:?}", report.errors);
        let mut found = BTreeMap::new();
        for finding in report.findings {
            let about = (finding.policy.id.clone(), finding.address.to_string());
            let worst = found.entry(about).or_insert(finding.verdict);
            *worst = (*worst).min(finding.verdict);
        }
        found
    }
}

fn block(on: bool) -> Value {
    json!({
        "block_public_acls": on, "block_public_policy": on,
        "ignore_public_acls": on, "restrict_public_buckets": on,
    })
}

const EITHER: &[&str] = &[
    "aws_s3_bucket.a.id",
    "aws_s3_bucket.a",
    "aws_s3_bucket.b.id",
    "aws_s3_bucket.b",
];

fn of_buckets(plan: Plan) -> String {
    let found = plan.verdicts(&["missing_s3_public_access_block"]);
    let lines = found
        .iter()
        .filter(|((_, address), _)| address.starts_with("aws_s3_bucket."))
        .map(|((_, address), verdict)| format!("{address} {}", verdict.word()));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_block_for_any_bucket_leaves_all_open_where_it_may_hold() {
    for (holds, verdict) in [(true, "unknown"), (false, "fail")] {
        let mut plan = Plan::default();
        plan.bucket("a");
        plan.bucket("b");
        plan.add(BLOCK, "any", block(holds), Some(&["local.bucket"]));
        let expected = format!("aws_s3_bucket.a {verdict}\naws_s3_bucket.b {verdict}");
        assert_eq!(of_buckets(plan), expected);
    }
}

#[test]
fn a_block_for_some_buckets_leaves_only_those_open() {
    let mut plan = Plan::default();
    for name in ["a", "b", "c"] {
        plan.bucket(name);
    }
    plan.add(BLOCK, "any", block(false), Some(&["local.bucket"]));
    plan.add(BLOCK, "other", block(false), Some(&["local.bucket"]));
    plan.add(BLOCK, "either", block(true), Some(EITHER));
    insta::assert_snapshot!(of_buckets(plan), @r"
    aws_s3_bucket.a unknown
    aws_s3_bucket.b unknown
    aws_s3_bucket.c fail
    ");
}

#[test]
fn many_open_references_stay_open() {
    let mut plan = Plan::default();
    for number in 0..1_100 {
        let name = format!("b{number}");
        plan.bucket(&name);
        plan.add(ENCRYPTION, &name, json!({}), Some(&["local.bucket"]));
    }
    for number in 0..1_000 {
        let (one, other) = (number, number + 1);
        let either = [
            format!("aws_s3_bucket.b{one}"),
            format!("aws_s3_bucket.b{other}"),
        ];
        let either = either.each_ref().map(String::as_str);
        plan.add(BLOCK, &format!("b{number}"), block(true), Some(&either));
    }
    let found = plan.verdicts(&["unencrypted_s3_bucket", "missing_s3_public_access_block"]);
    let unknown = |policy: &str| {
        let of_policy = found.iter().filter(|((id, _), _)| id == policy);
        of_policy.filter(|(_, v)| **v == Verdict::Unknown).count()
    };
    assert_eq!(unknown("unencrypted_s3_bucket"), 1_100);
    assert!(unknown("missing_s3_public_access_block") >= 1_001);
}
