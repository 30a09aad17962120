//! What `driftlock iam-policy` prints is enough, and nothing of it is unused: with IAM enforced, a
//! user who has no more captures, detects and keeps the store, and a role that has no more restores.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use driftlock_stories::{Rig, Store};
use driftlock_testbed::Run;
use serde_json::{Value, json};

const SCENE: &str = include_str!("least_privilege/scene.py");
const ROLE: &str = "arn:aws:iam::123456789012:role/restorer";

/// The scene, the policies as they are printed for it, and the credentials of a user who has them.
struct Watcher {
    rig: Rig,
    of_user: Vec<Value>,
    of_role: Vec<Value>,
    key: String,
    secret: String,
}

impl Watcher {
    /// With all that is printed, less one action. From now on IAM is enforced.
    fn without(action: Option<&str>) -> Self {
        let (rig, policies) = begin();
        let documents = |name: &str| match policies.get(name).unwrap() {
            Value::Array(documents) => documents.clone(),
            one => vec![one.clone()],
        };
        let of_user = [documents("read"), documents("store")].concat();
        let of_role = documents("restore");
        let given = [&of_user, &of_role].map(|all| {
            let less: Vec<Value> = all.iter().map(|one| less(one, action)).collect();
            format!("json.loads({:?})", serde_json::to_string(&less).unwrap())
        });
        let keys = rig.by_hand(&format!("give({})", given.join(", "))).unwrap();
        let keys: Value = serde_json::from_str(&keys).unwrap();
        rig.moto.enforce_iam().unwrap();
        let key = |name| keys.get(name).and_then(Value::as_str).unwrap().to_owned();
        Self {
            key: key("AccessKeyId"),
            secret: key("SecretAccessKey"),
            rig,
            of_user,
            of_role,
        }
    }

    fn driftlock(&self, args: &[&str], code: i32) -> Run {
        let mut command = self.rig.command(args).unwrap();
        command
            .env("AWS_ACCESS_KEY_ID", &self.key)
            .env("AWS_SECRET_ACCESS_KEY", &self.secret)
            .env("DRIFTLOCK_RESTORE_ROLE_ARN", ROLE);
        let run = Run::from(command.output().unwrap());
        let command = format!("driftlock {}", args.join(" "));
        run.expect_code(&command, code).unwrap()
    }

    /// Drift is made, found, and taken back.
    fn heal(&self, drift: &str) {
        self.rig.by_hand(drift).unwrap();
        self.driftlock(&["drift", "b"], 1);
        self.driftlock(&["enforce", "b", "--once"], 0);
        self.driftlock(&["drift", "b"], 0);
    }
}

/// What the story changes something of; for the other types `crates/aws/tests/suite/conformance` shows
/// that what they declare is what they call.
const TYPES: [&str; 6] = [
    "aws_security_group",
    "aws_s3_bucket",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
];

/// The scene, captured by its owner, and the policies that are printed for it.
fn begin() -> (Rig, Value) {
    let rig = Rig::begin(Store::Bucket).unwrap();
    rig.by_hand(SCENE).unwrap();
    rig.by_hand("extend()").unwrap();
    let scope = rig.scope();
    let ids = scope.iter().skip(4).map(String::as_str);
    let types = TYPES.iter().flat_map(|kind| ["--type", kind]);
    let scope: Vec<&str> = types.chain(ids).collect();
    let set = [&["baseline", "set", "b"], &scope[..], &["--id", "rig-bare"]].concat();
    rig.driftlock(&set, 0).unwrap();
    rig.driftlock(&["enforcement", "set", "b", "--mode", "enforce"], 0)
        .unwrap();
    let print = [
        "iam-policy",
        "b",
        "--restore-role",
        ROLE,
        "--format",
        "json",
    ];
    let printed = rig.driftlock(&print, 0).unwrap();
    let policies = printed.json("driftlock iam-policy").unwrap();
    (rig, policies)
}

fn actions(statement: &Value) -> Vec<String> {
    let actions = match statement.get("Action").unwrap() {
        Value::Array(actions) => actions.clone(),
        one => vec![one.clone()],
    };
    let text = |action: &Value| action.as_str().unwrap().to_owned();
    actions.iter().map(text).collect()
}

/// The policy less one action.
fn less(document: &Value, without: Option<&str>) -> Value {
    let mut document = document.clone();
    let statements = document.get_mut("Statement").and_then(Value::as_array_mut);
    statements.unwrap().retain_mut(|statement| {
        let mut actions = actions(statement);
        actions.retain(|action| Some(action.as_str()) != without);
        let left = !actions.is_empty();
        let statement = statement.as_object_mut().unwrap();
        statement.insert("Action".to_owned(), json!(actions));
        left
    });
    document
}

/// Every action that these policies grant.
fn granted(documents: &[Value]) -> BTreeSet<String> {
    let statements = documents
        .iter()
        .flat_map(|document| document.get("Statement").unwrap().as_array().unwrap());
    statements.flat_map(actions).collect()
}

/// What was asked for was granted, and what was granted was asked for.
fn check_used(asked: &Value, who: &str, granted: &BTreeSet<String>) {
    let list = |kind: &str| {
        let actions = asked
            .pointer(&format!("/{who}/{kind}"))
            .and_then(Value::as_array);
        let actions = actions.cloned().unwrap_or_default();
        let actions = actions
            .iter()
            .map(|action| action.as_str().unwrap().to_owned());
        actions.collect::<BTreeSet<_>>()
    };
    assert!(list("denied").is_empty(), "{asked:#}");
    let used = list("allowed");
    let unused: Vec<_> = granted.difference(&used).collect();
    assert!(unused.is_empty(), "{who} does not use {unused:?}");
    assert_eq!(&used, granted);
}

#[test]
fn what_is_printed_is_enough_and_all_of_it_is_used() {
    let watcher = Watcher::without(None);
    watcher.driftlock(&["baseline", "set", "b", "--reason", "again"], 0);
    watcher.driftlock(&["drift", "b"], 0);
    watcher.driftlock(&["audit", "verify", "b"], 0);
    watcher.heal("drift()");
    watcher.heal("drift_more()");
    // A fight over one rule: at last the other party is asked for, and the rule is left alone.
    for _ in 0..2 {
        watcher.heal("open_ssh()");
    }
    watcher.rig.by_hand("open_ssh()").unwrap();
    watcher.driftlock(&["enforce", "b", "--once"], 1);

    let asked = watcher.rig.moto.iam_actions().unwrap();
    check_used(&asked, "watcher", &granted(&watcher.of_user));
    check_used(&asked, "restorer", &granted(&watcher.of_role));
}

#[test]
fn without_one_of_them_something_is_denied() {
    for (action, command) in [
        ("ec2:DescribeSecurityGroups", "drift"),
        ("s3:GetEncryptionConfiguration", "drift"),
        ("s3:PutBucketPublicAccessBlock", "enforce"),
        ("ec2:RevokeSecurityGroupIngress", "enforce"),
        ("sts:AssumeRole", "enforce"),
    ] {
        let watcher = Watcher::without(Some(action));
        watcher.rig.by_hand("drift()").unwrap();
        let args = match command {
            "drift" => vec!["drift", "b"],
            _ => vec!["enforce", "b", "--once"],
        };
        let run = watcher.driftlock(&args, 2);
        let said = format!("{}{}", run.stdout, run.stderr);
        let denied = format!("access denied calling `{action}`");
        assert!(said.contains(&denied), "{action}: {said}");
    }
}
