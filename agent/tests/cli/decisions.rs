//! What a person decides: approvals, quarantine, pauses, requirements; and what is kept of it.

use serde_json::Value;

use crate::live::Stage;

/// A stage in this mode on which somebody has been at work.
fn spoilt(mode: &str) -> Stage {
    let stage = Stage::new();
    stage.set();
    stage.text(0, &["enforcement", "set", "web", "--mode", mode]);
    stage.spoil();
    stage
}

/// Ids of the proposals, those for types whose name ends so.
fn proposals(stage: &Stage, kind: &str) -> Vec<String> {
    let all = stage.json(0, &["proposals", "web"]);
    let text = |one: &Value, place| one.pointer(place).unwrap().as_str().unwrap().to_owned();
    let all = all.get("proposals").unwrap().as_array().unwrap().iter();
    all.filter(|one| text(one, "/proposal/key/type").ends_with(kind))
        .map(|one| text(one, "/proposal/id"))
        .collect()
}

#[test]
fn a_proposal_is_approved_another_rejected() {
    let stage = spoilt("approve");
    let run = stage.text(1, &["enforce", "web", "--once"]);
    assert!(run.contains("3 waiting for approval"), "{run}");
    assert!(run.contains("help: `driftlock approve "), "{run}");
    assert_eq!(proposals(&stage, "").len(), 3);
    let ids = [
        &proposals(&stage, "group")[0],
        &proposals(&stage, "policy")[0],
    ];
    let shown = stage.text(0, &["proposals", "--id", ids[0]]);
    assert!(
        shown.contains("aws ec2 revoke-security-group-ingress --region"),
        "{shown}"
    );
    assert!(shown.contains("exposure widened"), "{shown}");
    let dry = stage.text(0, &["approve", ids[0], "--dry-run"]);
    assert!(dry.contains("would be restored"), "{dry}");
    let done = stage.text(0, &["approve", ids[0], "--reason", "not ours"]);
    assert!(done.contains("restored"), "{done}");
    stage.text(0, &["reject", ids[1], "--reason", "we want it so"]);
    let (code, _, err) = stage.run(&["approve", ids[1]]);
    assert_eq!(code, 2);
    assert!(err.contains("was rejected by"), "{err}");
    let drift = stage.text(1, &["drift", "web"]);
    assert!(drift.contains("1 restore waits for approval"), "{drift}");
    let again = stage.text(1, &["enforce", "web", "--once"]);
    assert!(again.contains("its restore was rejected"), "{again}");
    let whole = stage.text(0, &["history", "show", ids[0]]);
    assert!(
        whole.contains("proposed to restore aws_security_group"),
        "{whole}"
    );
    let kinds = stage.text(0, &["history", "web", "--kind", "proposal_approved"]);
    assert!(kinds.contains("not ours"), "{kinds}");
}

#[test]
fn an_approval_is_void_when_reality_has_moved() {
    let stage = spoilt("approve");
    stage.text(1, &["enforce", "web", "--once"]);
    let id = &proposals(&stage, "group")[0];
    let tag = format!(
        "client('ec2').create_tags(Resources=[{:?}], Tags=[dict(Key='a', Value='b')])",
        stage.group
    );
    stage.moto.boto3(&tag).unwrap();
    let (code, _, err) = stage.run(&["approve", id]);
    assert_eq!(code, 2);
    assert!(
        err.contains("it has changed since it was proposed: tags.a"),
        "{err}"
    );
    assert!(err.contains("help: look at `driftlock drift`"), "{err}");
    assert!(!proposals(&stage, "").contains(id));
}

#[test]
fn an_approval_is_left_to_the_next_run() {
    let stage = spoilt("approve");
    stage.text(1, &["enforce", "web", "--once"]);
    for id in proposals(&stage, "") {
        stage.text(0, &["approve", &id, "--leave-to-agent"]);
    }
    stage.text(1, &["drift", "web"]);
    stage.text(0, &["enforce", "web", "--once"]);
    stage.text(0, &["drift", "web"]);
}

#[test]
fn rules_go_by_risk() {
    let stage = spoilt("observe");
    let set = [
        "enforcement",
        "set",
        "web",
        "--rule",
        ":exposure_widened=enforce",
    ];
    let shown = stage.text(0, &set);
    assert!(
        shown.contains("any type from exposure widened on: enforce"),
        "{shown}"
    );
    let run = stage.text(1, &["enforce", "web", "--once"]);
    assert!(
        run.contains("2 restored"),
        "the group and the policy: {run}"
    );
    let left = stage.json(1, &["drift", "web"]);
    assert_eq!(left["resources"][0]["type"], "aws_s3_bucket_versioning");
    assert_eq!(
        left["resources"][0]["changes"][0]["risk"],
        "protection_weakened"
    );
}

#[test]
fn a_fight_ends_in_quarantine_until_a_person_releases_it() {
    let stage = spoilt("enforce");
    let limit = ["enforcement", "set", "web", "--flap-limit", "1"];
    stage.text(0, &limit);
    stage.text(0, &["enforce", "web", "--once"]);
    stage.spoil();
    let run = stage.text(1, &["enforce", "web", "--once"]);
    assert!(run.contains("it is in quarantine"), "{run}");
    let drift = stage.text(1, &["drift", "web"]);
    assert!(
        drift.contains("in quarantine: aws_security_group"),
        "{drift}"
    );
    let listed = stage.json(0, &["quarantine", "list", "web"]);
    assert!(
        listed["quarantine"].as_array().unwrap().len() >= 4,
        "{listed}"
    );
    let release = ["quarantine", "release", "web", "--resource", &stage.group];
    let released = stage.text(0, &[&release[..], &["--reason", "it was stopped"]].concat());
    assert!(
        released.contains("released: aws_security_group"),
        "{released}"
    );
    let run = stage.text(1, &["enforce", "web", "--once"]);
    assert!(run.contains("1 restored"), "{run}");
}

#[test]
fn rogue_objects_are_deleted_only_where_that_is_allowed() {
    let stage = Stage::new();
    let set = ["baseline", "set", "web", "--type", "aws_security_group"];
    stage.text(0, &set);
    let make = "print(client('ec2').create_security_group(GroupName='rogue', Description='r')['GroupId'], end='')";
    let rogue = stage.moto.boto3(make).unwrap();
    let enforce = ["enforce", "web", "--once", "--mode", "enforce"];
    let run = stage.text(1, &enforce);
    assert!(
        run.contains("deleted only where `allow_delete` is set"),
        "{run}"
    );
    stage.text(0, &["enforcement", "set", "web", "--allow-delete", "true"]);
    let run = stage.text(0, &enforce);
    assert!(run.contains("ec2:DeleteSecurityGroup"), "{run}");
    let list =
        "print([g['GroupId'] for g in client('ec2').describe_security_groups()['SecurityGroups']])";
    assert!(!stage.moto.boto3(list).unwrap().contains(&rogue));
}

#[test]
fn a_pause_is_extended_and_a_revision_approved_again() {
    let stage = Stage::new();
    stage.set();
    let (code, _, err) = stage.run(&["pause", "web", "--extend", "--ttl", "1h"]);
    assert_eq!(code, 2);
    assert!(err.contains("has no pause in force"), "{err}");
    stage.text(0, &["pause", "web", "--ttl", "10m", "--reason", "release"]);
    let out = stage.text(0, &["pause", "web", "--extend", "--ttl", "2h"]);
    assert!(
        out.contains("(1h 59m left)") || out.contains("(2h left)"),
        "{out}"
    );
    let drift = stage.text(0, &["drift", "web"]);
    assert!(drift.contains("paused until"), "{drift}");
    stage.spoil();
    stage.text(
        0,
        &["resume", "web", "--rebaseline", "--reason", "release 7"],
    );
    let back = [
        "baseline",
        "approve",
        "web",
        "1",
        "--reason",
        "it held a mistake",
    ];
    let out = stage.text(0, &back);
    assert!(
        out.contains("approved revision 3, the same as revision 1"),
        "{out}"
    );
    stage.text(1, &["drift", "web"]);
}

#[test]
fn what_is_not_compliant_is_not_captured() {
    let stage = Stage::new();
    stage.set();
    stage.spoil();
    let again = ["baseline", "set", "web", "--accept-drift"];
    let required = [&again[..], &["--require", "high"]].concat();
    let (code, _, err) = stage.run(&required);
    assert_eq!(code, 2);
    assert!(err.contains("ssh_rdp_open_to_world"), "{err}");
    assert!(err.contains("fix: "), "{err}");
    let waivers = "waivers:\n  - policy: [ssh_rdp_open_to_world, open_s3_bucket_policy, public_s3_bucket, missing_s3_public_access_block]\n    resource: '*'\n    reason: a test\n    owner: ada\n    expires: 2999-01-01\n";
    std::fs::write(stage.dir.path().join("waivers.yaml"), waivers).unwrap();
    let waived = [&required[..], &["--waivers", "waivers.yaml"]].concat();
    let dry = stage.text(0, &[&waived[..], &["--dry-run"]].concat());
    assert!(dry.contains("this was a dry run"), "{dry}");
    stage.text(0, &waived);
    let shown = stage.text(0, &["baseline", "show", "web"]);
    assert!(shown.contains("waived"), "{shown}");
    assert!(shown.contains("at severity high and above"), "{shown}");
    let refused = stage.text(0, &["history", "web", "--kind", "capture_refused"]);
    assert!(refused.contains("ssh_rdp_open_to_world"), "{refused}");

    // A framework counts in full, but for what a severity says.
    let framework = [&again[..], &["--framework", "cis-aws"]].concat();
    let (_, _, err) = stage.run(&framework);
    assert!(err.contains("ssh_rdp_open_to_world"), "{err}");
    assert!(!err.contains("missing_s3_event_notification"), "{err}");
    let waived = [
        &framework[..],
        &["--require", "critical", "--waivers", "waivers.yaml"],
    ]
    .concat();
    stage.text(0, &waived);
    let shown = stage.text(0, &["baseline", "show", "web"]);
    assert!(shown.contains("framework cis-aws"), "{shown}");
    assert!(shown.contains("at severity critical and above"), "{shown}");
}

#[test]
fn history_is_filtered_and_exported() {
    let stage = spoilt("enforce");
    stage.text(0, &["enforce", "web", "--once"]);
    let of_group = stage.json(0, &["history", "web", "--resource", &stage.group]);
    let kinds: Vec<&str> = of_group
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["drift_detected", "restore_started", "restore_finished"]
    );
    let nobody = stage.json(0, &["history", "web", "--actor", "nobody"]);
    assert_eq!(nobody, serde_json::json!([]));
    let newest = stage.json(0, &["history", "web", "--limit", "1"]);
    assert_eq!(newest[0]["event"], "back_in_sync");
    let id = of_group[1]["remediation"]["id"].as_str().unwrap();
    let whole = stage.text(0, &["history", "show", id]);
    assert!(whole.contains("request id "), "{whole}");
    assert!(whole.contains("before it"), "{whole}");
    assert!(
        whole.contains("after it everything was as aimed at"),
        "{whole}"
    );
    let group = ["history", "web", "--resource", &stage.group, "--limit", "1"];
    assert_eq!(stage.json(0, &group)[0]["event"], "restore_finished");
    let table = stage.text(0, &["history", "web", "--csv"]);
    assert!(table.starts_with("time,sequence,id,kind,"), "{table}");
    let (code, _, err) = stage.run(&["history", "show", "01J0000000000000000000000X"]);
    assert_eq!(code, 2);
    assert!(err.contains("no baseline has an event"), "{err}");
}

#[test]
fn a_store_is_copied_and_an_anchor_found_in_both() {
    let stage = spoilt("enforce");
    let verified = stage.json(0, &["audit", "verify", "web"]);
    let anchor = verified["newest"].as_str().unwrap().to_owned();
    stage.text(0, &["enforce", "web", "--once"]);
    stage
        .moto
        .boto3("client('s3').create_bucket(Bucket='keep')")
        .unwrap();
    let bucket = "s3://keep/prod";
    let copied = stage.text(0, &["store", "copy", ".driftlock", bucket]);
    assert!(copied.contains("verified at both ends"), "{copied}");
    let verify = ["audit", "verify", "web", "--anchor", &anchor];
    stage.text(0, &verify);
    stage.text(0, &[&verify[..], &["--store", bucket]].concat());
    stage.text(0, &["drift", "web", "--store", bucket]);
    let wrong = "0".repeat(64);
    let (code, _, err) = stage.run(&["audit", "verify", "web", "--anchor", &wrong]);
    assert_eq!(code, 2);
    assert!(err.contains("were cut off"), "{err}");
    let warned = stage.run(&["baseline", "set", "web", "--store", bucket]).2;
    assert!(
        warned.contains("warning: "),
        "a bucket without versions: {warned}"
    );
}

#[test]
fn policies_name_what_the_baseline_holds() {
    let stage = Stage::new();
    stage.set();
    let all = stage.json(0, &["iam-policy", "web", "--mode", "enforce"]);
    let restore = all["restore"][0].to_string();
    assert!(restore.contains(&stage.group), "{restore}");
    assert!(restore.contains("arn:aws:s3:::data"), "{restore}");
    let read = stage.text(0, &["iam-policy", "web", "--only", "read"]);
    let read: Value = serde_json::from_str(&read).unwrap();
    assert_eq!(read["Version"], "2012-10-17");
    let (code, _, err) = stage.run(&["iam-policy", "web", "--only", "restore"]);
    assert_eq!(code, 2);
    assert!(
        err.contains("nothing is restored in mode `observe`"),
        "{err}"
    );
}
