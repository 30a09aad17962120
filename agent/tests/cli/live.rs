//! The commands on live resources, in the emulator.

use std::process::Stdio;
use std::time::{Duration, Instant};

use driftlock_testbed::Moto;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{answer, driftlock};

/// A group that lets the web in, and a bucket that keeps versions.
const MAKE: &str = r#"
ec2 = client("ec2")
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
group = ec2.create_security_group(GroupName="web", Description="web", VpcId=vpc)["GroupId"]
def rule(port): return [dict(IpProtocol="tcp", FromPort=port, ToPort=port, IpRanges=[dict(CidrIp="0.0.0.0/0")])]
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule(80))
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rule(443))
s3 = client("s3")
s3.create_bucket(Bucket="data")
s3.put_bucket_versioning(Bucket="data", VersioningConfiguration=dict(Status="Enabled"))
print(group, end="")
"#;

/// Somebody closes 443, opens 22, suspends versioning and lets everybody read.
const SPOIL: &str = r#"
ec2, s3 = client("ec2"), client("s3")
def rule(port): return [dict(IpProtocol="tcp", FromPort=port, ToPort=port, IpRanges=[dict(CidrIp="0.0.0.0/0")])]
ec2.revoke_security_group_ingress(GroupId=GROUP, IpPermissions=rule(443))
ec2.authorize_security_group_ingress(GroupId=GROUP, IpPermissions=rule(22))
s3.put_bucket_versioning(Bucket="data", VersioningConfiguration=dict(Status="Suspended"))
s3.put_bucket_policy(Bucket="data", Policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}]}')
"#;

pub(crate) struct Stage {
    pub(crate) moto: Moto,
    pub(crate) dir: TempDir,
    pub(crate) group: String,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let moto = Moto::start().unwrap();
        let group = moto.boto3(MAKE).unwrap();
        Self {
            moto,
            dir: TempDir::new().unwrap(),
            group,
        }
    }

    pub(crate) fn spoil(&self) {
        self.moto
            .boto3(&format!("GROUP = {:?}\n{SPOIL}", self.group))
            .unwrap();
    }

    pub(crate) fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = driftlock(self.dir.path());
        answer(command.envs(self.moto.env()), args)
    }

    /// Runs it, and answers standard output if the exit code is as expected.
    pub(crate) fn text(&self, code: i32, args: &[&str]) -> String {
        let (actual, out, err) = self.run(args);
        assert_eq!(actual, code, "{args:?}\n{out}\n{err}");
        out
    }

    fn spawn(&self, args: &[&str]) -> std::process::Child {
        std::process::Command::new(assert_cmd::cargo::cargo_bin("driftlock"))
            .args(args)
            .current_dir(self.dir.path())
            .env_clear()
            .envs(self.moto.env())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub(crate) fn json(&self, code: i32, args: &[&str]) -> Value {
        serde_json::from_str(&self.text(code, &[args, &["--format", "json"]].concat())).unwrap()
    }

    pub(crate) fn set(&self) {
        let ids = ["--id", &self.group, "--id", "data"];
        let types = ["--type", "aws_security_group", "--type", "aws_s3_bucket*"];
        self.text(0, &[&["baseline", "set", "web"][..], &ids, &types].concat());
    }

    /// Text with what differs from run to run made the same.
    fn steady(&self, text: &str) -> String {
        text.replace(&self.group, "sg-0abc")
    }
}

/// Waits for what other processes bring about.
fn until(holds: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds() {
        assert!(Instant::now() < deadline, "it did not come to that");
        std::thread::yield_now();
    }
}

#[cfg(unix)]
fn signal(child: &std::process::Child, which: &str) {
    let pid = child.id().to_string();
    let kill = std::process::Command::new("kill")
        .args([which, &pid])
        .status();
    assert!(kill.unwrap().success());
}

#[test]
fn drift_is_one_report_that_a_person_can_read() {
    let stage = Stage::new();
    stage.set();
    assert_eq!(
        stage.text(0, &["drift", "web"]),
        "web: in sync with revision 1 (7 resources)\n"
    );
    stage.spoil();
    insta::assert_snapshot!("drift", stage.steady(&stage.text(1, &["drift", "web"])));
    let plan = stage.text(
        1,
        &["enforce", "web", "--once", "--mode", "enforce", "--dry-run"],
    );
    insta::assert_snapshot!("dry_run", stage.steady(&plan));
    let held = stage.text(1, &["enforce", "web", "--once"]);
    insta::assert_snapshot!("observed", stage.steady(&held));
    stage.text(0, &["enforcement", "set", "web", "--mode", "enforce"]);
    let restored = stage.text(0, &["enforce", "web", "--once"]);
    insta::assert_snapshot!("restored", stage.steady(&restored));
    stage.text(0, &["drift", "web"]);
}

#[test]
fn the_json_of_drift_keeps_its_contract() {
    let stage = Stage::new();
    stage.set();
    stage.spoil();
    let drift = stage.json(1, &["drift", "web"]);
    assert_eq!(
        (
            &drift["version"],
            &drift["baseline"],
            &drift["revision"],
            &drift["in_sync"]
        ),
        (&json!(1), &json!("web"), &json!(1), &json!(false))
    );
    let resources = drift["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 3, "one entry for each resource: {drift}");
    let group = resources
        .iter()
        .find(|r| r["type"] == "aws_security_group")
        .unwrap();
    assert_eq!(group["id"], json!(stage.group));
    assert_eq!(group["address"], Value::Null);
    assert_eq!(group["region"], "us-east-1");
    assert_eq!(group["kind"], "changed");
    let paths: Vec<&Value> = group["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["path"])
        .collect();
    assert_eq!(
        paths,
        [
            "ingress[tcp 22 from 0.0.0.0/0]",
            "ingress[tcp 443 from 0.0.0.0/0]"
        ]
    );
    assert_eq!(group["changes"][0]["approved"], Value::Null);
    assert_eq!(group["changes"][1]["approved"]["from_port"], 443);
}

#[test]
fn what_may_change_freely_is_counted_and_not_touched() {
    let stage = Stage::new();
    let tag = |owner: &str, scan: &str| {
        let tags = format!(
            r#"client("s3").put_bucket_tagging(Bucket="data", Tagging=dict(TagSet=[
                dict(Key="Owner", Value="{owner}"), dict(Key="LastScan", Value="{scan}")]))"#
        );
        stage.moto.boto3(&tags).unwrap();
    };
    tag("web", "monday");
    stage.set();
    tag("web", "tuesday");
    let ignoring = [
        "baseline",
        "set",
        "web",
        "--ignore",
        "aws_s3_bucket.data.tags.LastScan=written by the scanner",
        "--ignore",
        "aws_security_group.web.description until 2099-12-31=being reworded",
    ];
    stage.text(0, &ignoring);
    let shown = stage.text(0, &["baseline", "show", "web"]);
    for line in [
        "  ignores   aws_s3_bucket.data.tags.LastScan: written by the scanner\n",
        "            aws_security_group.web.description until 2099-12-31 00:00:00Z: being reworded\n",
    ] {
        assert!(shown.contains(line), "{shown}");
    }
    assert_eq!(
        stage.text(0, &["drift", "web"]),
        "web: in sync with revision 2 (7 resources)\n"
    );

    tag("eve", "wednesday");
    stage.spoil();
    insta::assert_snapshot!("ignored", stage.steady(&stage.text(1, &["drift", "web"])));
    let listed = stage.text(1, &["drift", "web", "-v"]);
    insta::assert_snapshot!("ignored_listed", stage.steady(&listed));
    let drift = stage.json(1, &["drift", "web"]);
    assert_eq!(
        drift["ignored"],
        json!([{
            "type": "aws_s3_bucket", "id": "data", "region": "us-east-1", "address": null, "kind": "changed",
            "changes": [{
                "path": "tags.LastScan", "approved": "tuesday", "observed": "wednesday", "risk": "cosmetic"
            }],
            "reason": "written by the scanner", "ignored_by": "aws_s3_bucket.data.tags.LastScan"
        }])
    );
    stage.text(0, &["enforce", "web", "--once", "--mode", "enforce"]);
    let left = stage.text(0, &["drift", "web", "-v"]);
    assert!(
        left.contains("~ tags.LastScan  \"tuesday\" -> \"wednesday\""),
        "{left}"
    );
    assert!(!left.contains("tags.Owner"), "{left}");
    let history = stage.text(0, &["history", "web"]);
    assert!(
        history.contains("ignores aws_s3_bucket.data.tags.LastScan: written"),
        "{history}"
    );

    let (code, _, err) = stage.run(&["baseline", "set", "web", "--no-ignore"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("tags.LastScan"), "{err}");
    stage.text(
        0,
        &["baseline", "set", "web", "--no-ignore", "--accept-drift"],
    );
    let diff = stage.text(0, &["baseline", "diff", "web", "1", "2"]);
    assert_eq!(
        diff,
        "web: revisions 1 and 2 hold the same\nignored: 1 change; `-v` shows them\n"
    );
}

#[test]
fn a_pause_holds_and_a_rebaseline_ends_it() {
    let stage = Stage::new();
    stage.set();
    stage.text(0, &["enforcement", "set", "web", "--mode", "enforce"]);
    stage.text(
        0,
        &["pause", "web", "--ttl", "30m", "--reason", "release 7"],
    );
    stage.spoil();
    let out = stage.text(1, &["enforce", "web", "--once"]);
    assert!(
        out.contains("nothing was changed: enforcement is paused until"),
        "{out}"
    );
    assert!(stage.text(1, &["drift", "web"]).contains("release 7"));
    let out = stage.text(0, &["resume", "web", "--rebaseline"]);
    assert!(out.contains("captured revision 2"), "{out}");
    assert!(out.contains("enforcement is in force again"), "{out}");
    stage.text(0, &["drift", "web"]);
    let out = stage.text(1, &["baseline", "diff", "web", "1"]);
    assert!(
        out.contains("web: 3 resources changed from revision 1 to 2"),
        "{out}"
    );
    stage.text(0, &["audit", "verify", "web"]);
    let events = stage.json(0, &["history", "web"]);
    let names: Vec<&Value> = events
        .as_array()
        .unwrap()
        .iter()
        .map(|e| &e["event"])
        .collect();
    for name in ["baseline_captured", "paused", "restore_refused", "resumed"] {
        assert!(names.contains(&&json!(name)), "{name}: {names:?}");
    }
    assert!(
        stage
            .text(0, &["history", "web", "--since", "1h"])
            .contains("captured revision 2")
    );
}

#[test]
fn drift_is_approved_only_by_name() {
    let stage = Stage::new();
    stage.set();
    stage.spoil();
    let (code, out, err) = stage.run(&["baseline", "set", "web"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("3 resources drifted from revision 1"), "{err}");
    assert!(err.contains("ingress[tcp 22 from 0.0.0.0/0]"), "{err}");
    assert!(err.contains("--accept-drift"), "{err}");
    let out = stage.text(
        0,
        &[
            "baseline",
            "set",
            "web",
            "--accept-drift",
            "--reason",
            "wanted",
        ],
    );
    assert!(out.contains("captured revision 2"), "{out}");
    stage.text(0, &["drift", "web"]);
    let shown = stage.json(0, &["baseline", "show", "web", "--revision", "1"]);
    assert_eq!(shown["revision"]["revision"], 1);
    assert_eq!(
        stage.json(0, &["baseline", "list"])["baselines"][0]["revision"]["revision"],
        2
    );
}

#[test]
fn an_exclusion_and_a_second_region_are_kept_for_later_captures() {
    let stage = Stage::new();
    let args = [
        "baseline",
        "set",
        "web",
        "--type",
        "aws_security_group",
        "--exclude-id",
        &stage.group,
        "--region",
        "us-east-1",
        "--region",
        "eu-west-1",
    ];
    stage.text(0, &args);
    stage.spoil();
    stage.text(0, &["drift", "web"]);
    let scope = &stage.json(0, &["baseline", "show", "web"])["revision"]["scope"];
    assert_eq!(
        scope["select"][0]["regions"],
        json!(["us-east-1", "eu-west-1"])
    );
    assert_eq!(scope["exclude"][0]["ids"], json!([stage.group]));
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_between_two_resources_and_loses_nothing() {
    let stage = Stage::new();
    stage.set();
    stage.text(0, &["enforcement", "set", "web", "--mode", "enforce"]);
    stage.spoil();
    // The first call is made to last until the interrupt has come.
    stage.moto.throttle("s3:DeleteBucketPolicy", 3).unwrap();
    let child = stage.spawn(&["enforce", "web", "--once"]);
    until(|| {
        let requests = stage.moto.requests().unwrap();
        requests.contains_key("s3:DeleteBucketPolicy")
    });
    signal(&child, "-INT");
    let output = child.wait_with_output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{out}{err}");
    assert!(err.contains("stopping after the present call"), "{err}");
    assert!(out.contains("3 resources drifted, 1 restored"), "{out}");
    assert!(out.contains("not reached: the run was stopped"), "{out}");
    stage.text(0, &["audit", "verify", "web"]);
    stage.text(0, &["enforce", "web", "--once"]);
}

#[test]
fn a_bucket_serves_as_store_like_a_directory() {
    let stage = Stage::new();
    let store = ["--store", "s3://acme-driftlock/prod"];
    let run = |code, args: &[&str]| stage.text(code, &[args, &store].concat());
    let set = [
        "baseline",
        "set",
        "web",
        "--type",
        "aws_security_group",
        "--id",
        &stage.group,
    ];
    let (code, _, err) = stage.run(&[&set[..], &store].concat());
    assert_eq!(code, 2);
    assert!(err.contains("the bucket does not exist"), "{err}");
    assert!(err.contains("help: create the bucket"), "{err}");
    stage
        .moto
        .boto3("client('s3').create_bucket(Bucket='acme-driftlock')")
        .unwrap();
    run(0, &set);
    run(0, &["enforcement", "set", "web", "--mode", "enforce"]);
    stage.spoil();
    run(0, &["enforce", "web", "--once"]);
    run(0, &["drift", "web"]);
    assert!(run(0, &["audit", "verify", "web"]).contains("all 6 events are intact"));
    assert!(!stage.dir.path().join(".driftlock").exists());
}

#[cfg(unix)]
#[test]
fn an_agent_keeps_what_was_approved_until_it_is_told_to_stop() {
    let stage = Stage::new();
    stage.set();
    stage.text(0, &["enforcement", "set", "web", "--mode", "enforce"]);
    let child = stage.spawn(&["agent", "--interval", "200ms"]);
    for _ in 0..2 {
        stage.spoil();
        until(|| stage.run(&["drift", "web"]).0 == 0);
    }
    signal(&child, "-TERM");
    let output = child.wait_with_output().unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{out}");
    assert!(
        out.contains("web: 3 resources drifted, 3 restored; "),
        "{out}"
    );
    assert!(out.contains("web: in sync with revision 1\n"), "{out}");
    stage.text(0, &["audit", "verify", "web"]);
}

#[test]
fn a_remediation_is_rolled_back_by_its_id() {
    let stage = Stage::new();
    stage.set();
    stage.text(0, &["enforcement", "set", "web", "--mode", "enforce"]);
    stage.spoil();
    let enforced = stage.json(0, &["enforce", "web", "--once"]);
    let restores = enforced["restores"].as_array().unwrap();
    let of_group = restores
        .iter()
        .find(|r| r["type"] == "aws_security_group")
        .unwrap();
    let id = of_group["remediation"].as_str().unwrap();
    let out = stage.text(0, &["rollback", id]);
    assert!(
        out.contains("revoke ingress tcp 443 from 0.0.0.0/0"),
        "{out}"
    );
    assert!(
        out.contains(&format!("web: remediation {id} is rolled back")),
        "{out}"
    );
    assert!(out.contains("is paused until"), "{out}");
    let drift = stage.json(1, &["drift", "web"]);
    assert_eq!(drift["resources"].as_array().unwrap().len(), 1);
    let history = stage.text(0, &["history", "web"]);
    assert!(
        history.contains(&format!("rolls back remediation {id}")),
        "{history}"
    );
    let held = stage.text(1, &["enforce", "web", "--once"]);
    assert!(held.contains("it is paused by itself"), "{held}");
    stage.text(0, &["resume", "web"]);
    stage.text(0, &["enforce", "web", "--once"]);
    let (code, _, err) = stage.run(&["rollback", "01NONE"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("no baseline has a remediation `01NONE`"),
        "{err}"
    );
}

#[test]
fn colour_is_for_terminals_and_for_who_asks() {
    let stage = Stage::new();
    stage.set();
    assert!(!stage.text(0, &["drift", "web"]).contains('\u{1b}'));
    assert!(
        stage
            .text(0, &["drift", "web", "--color", "always"])
            .contains('\u{1b}')
    );
}
