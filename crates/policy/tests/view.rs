//! What policies see, on plans written by hand and on what is deployed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use driftlock_policy::{
    Observed, Options, Policies, Report, Source, Verdict, View, builtin, check, read_plan,
};
use serde_json::{Value, json};

fn options() -> Options {
    Options::strict(jiff::civil::date(2026, 1, 1))
}

fn judge(view: &View, sources: Vec<Source>) -> Report {
    let report = check(view, &Policies::load(sources).unwrap(), &options());
    assert!(report.errors.is_empty(), "{:?}", report.errors);
    report
}

fn verdicts(report: &Report, policy: &str) -> Vec<(String, Verdict)> {
    let findings = report
        .findings
        .iter()
        .filter(|finding| finding.policy.id == policy);
    findings
        .map(|finding| (finding.address.to_string(), finding.verdict))
        .collect()
}

fn plan(changes: Value) -> View {
    let plan = json!({ "format_version": "0.1", "resource_changes": changes });
    View::of_plan(read_plan(plan.to_string().as_bytes()).unwrap())
}

fn queue(address: &str, change: Value) -> Value {
    json!({
        "address": address, "mode": "managed", "type": "aws_sqs_queue", "name": address,
        "change": change,
    })
}

#[test]
fn only_what_remains_is_judged() {
    let open = json!({ "sqs_managed_sse_enabled": false });
    let mut deposed = queue(
        "kept",
        json!({ "actions": ["delete"], "before": open, "after": null }),
    );
    deposed["deposed"] = "0a1b2c3d".into();
    let mut read = queue(
        "read",
        json!({ "actions": ["read"], "before": null, "after": open }),
    );
    read["mode"] = "data".into();
    let view = plan(json!([
        queue(
            "created",
            json!({ "actions": ["create"], "before": null, "after": open })
        ),
        queue(
            "deleted",
            json!({ "actions": ["delete"], "before": open, "after": null })
        ),
        queue(
            "forgotten",
            json!({ "actions": ["forget"], "before": open, "after": null })
        ),
        queue(
            "kept",
            json!({ "actions": ["no-op"], "before": open, "after": open })
        ),
        queue(
            "replaced",
            json!({ "actions": ["delete", "create"], "before": open, "after": open })
        ),
        queue(
            "updated",
            json!({ "actions": ["update"], "before": open, "after": open })
        ),
        deposed,
        read,
    ]));
    let found = verdicts(&judge(&view, builtin()), "unencrypted_sqs_queue");
    let failed = ["created", "kept", "replaced", "updated"];
    assert_eq!(
        found,
        failed.map(|address| (address.to_owned(), Verdict::Fail))
    );
}

#[test]
fn policies_see_actions_before_deletions_and_data() {
    let rego = "# METADATA\n# title: t\n# custom:\n#   severity: low\n#   resources: [aws_sqs_queue]\n#   fix: f\n\
                package acme.seen\n\nfail contains {\"resource\": r.address, \"message\": message} if {\n\
                \tsome r in input.types.aws_sqs_queue\n\
                \tmessage := sprintf(\"%v %v %v %v\", [r.actions, r.before.name, \
                input.deleted.aws_sqs_queue[0].address, input.data.aws_sqs_queue[0].address])\n}\n";
    let policy = Source {
        file: "seen.rego".to_owned(),
        text: rego.to_owned(),
    };
    let mut read = queue("read", json!({ "actions": ["read"], "after": {} }));
    read["mode"] = "data".into();
    let view = plan(json!([
        queue(
            "a",
            json!({ "actions": ["update"], "before": { "name": "old" }, "after": {} })
        ),
        queue(
            "gone",
            json!({ "actions": ["delete"], "before": {}, "after": null })
        ),
        read,
    ]));
    let report = judge(&view, vec![policy]);
    assert_eq!(&*report.findings[0].message, "[\"update\"] old gone read");
}

#[test]
fn without_configuration_every_unknown_value_is_open() {
    let view = plan(json!([queue(
        "q",
        json!({
            "actions": ["create"], "before": null, "after": {},
            "after_unknown": { "sqs_managed_sse_enabled": true },
        }),
    )]));
    let found = verdicts(&judge(&view, builtin()), "unencrypted_sqs_queue");
    assert_eq!(found, [("q".to_owned(), Verdict::Unknown)]);
}

#[test]
fn sensitive_values_are_judged_and_never_repeated() {
    let secret = "hunter2-\"quoted\"";
    let rego = "# METADATA\n# title: Queue tells\n# custom:\n#   severity: low\n#   resources: [aws_sqs_queue]\n#   fix: f\n\
                package acme.tells\n\nfail contains {\"resource\": r.address, \"message\": m} if {\n\
                \tsome r in input.types.aws_sqs_queue\n\
                \tsome m in [r.values.name, sprintf(\"named %s\", [r.values.name]), json.marshal(r.values), \"harmless\"]\n}\n";
    let policy = Source {
        file: "tells.rego".to_owned(),
        text: rego.to_owned(),
    };
    let view = plan(json!([queue(
        "q",
        json!({
            "actions": ["create"], "before": null, "after": { "name": secret, "tags": { "x": 1234 } },
            "after_sensitive": { "name": true, "tags": true },
        }),
    )]));
    let report = judge(&view, vec![policy]);
    let messages: Vec<&str> = report
        .findings
        .iter()
        .map(|finding| &*finding.message)
        .collect();
    assert!(messages.contains(&"harmless"));
    assert!(messages.contains(&"Queue tells (the detail would repeat a sensitive value)"));
    assert!(
        !messages.iter().any(|message| message.contains("hunter2")),
        "{messages:?}"
    );
}

fn observed(kind: &str, id: &str, attributes: &Value) -> Observed {
    Observed {
        address: format!("{kind}.{id}"),
        kind: kind.to_owned(),
        id: id.to_owned(),
        attributes: attributes.as_object().unwrap().clone(),
    }
}

#[test]
fn what_is_deployed_is_judged_by_the_same_policies() {
    let view = View::of_observed(vec![
        observed(
            "aws_s3_bucket",
            "good",
            &json!({ "id": "good", "bucket": "good", "policy": null }),
        ),
        observed(
            "aws_s3_bucket",
            "bad",
            &json!({ "id": "bad", "bucket": "bad" }),
        ),
        observed(
            "aws_s3_bucket_versioning",
            "good",
            &json!({ "bucket": "good", "versioning_configuration": [{ "status": "Enabled" }] }),
        ),
    ]);
    let report = judge(&view, builtin());
    assert_eq!(
        verdicts(&report, "unversioned_s3_bucket"),
        [
            ("aws_s3_bucket.bad".to_owned(), Verdict::Fail),
            ("aws_s3_bucket.good".to_owned(), Verdict::Pass),
        ]
    );
}

#[test]
fn what_was_not_read_is_not_missing() {
    let secret = || Observed {
        address: "aws_secretsmanager_secret.x".to_owned(),
        kind: "aws_secretsmanager_secret".to_owned(),
        id: "x".to_owned(),
        attributes: serde_json::from_value(json!({ "name": "x" })).unwrap(),
    };
    let found = |read: &[&str]| {
        let view = View::of_observed(vec![secret()]).of_types(read.iter().copied());
        verdicts(&judge(&view, builtin()), "secret_without_rotation")[0].1
    };
    let (kind, rotation) = (
        "aws_secretsmanager_secret",
        "aws_secretsmanager_secret_rotation",
    );
    assert_eq!(found(&[kind]), Verdict::Unknown);
    assert_eq!(found(&[kind, rotation]), Verdict::Fail);
    let plan = judge(&View::of_observed(vec![secret()]), builtin());
    assert_eq!(
        verdicts(&plan, "secret_without_rotation")[0].1,
        Verdict::Fail
    );
}
