//! What policies say of a baseline.

use crate::story::{OPEN_SSH, Story, config, says};

fn judged(more: &str) -> String {
    format!(
        r#"
        data "driftlock_compliance" "web" {{
          baseline = driftlock_enforcement.web.baseline
          {more}
        }}
        output "judged" {{ value = data.driftlock_compliance.web }}
        "#
    )
}

#[test]
fn what_was_approved_and_what_is_live_are_judged_apart() {
    let story = Story::begin();
    let judge = |more: &str| {
        story.write(&(config("observe") + &judged(more)));
        story.apply();
        story.workspace.output("judged").unwrap()
    };
    story.write(&config("observe"));
    story.apply();
    story.moto.boto3(OPEN_SSH).unwrap();
    let status = |judged: &serde_json::Value, control: &str| {
        let controls = judged["controls"].as_array().unwrap();
        let found = controls.iter().find(|one| one["control"] == control);
        found.unwrap()["status"].clone()
    };

    // "No security groups allow ingress from 0.0.0.0/0 to remote server administration ports".
    let approved = judge("framework = \"cis-aws-3.0\"");
    assert_eq!(status(&approved, "5.2"), "pass");
    assert_eq!(approved["revision"], 1);
    let live = judge("framework = \"cis-aws-3.0\"\nlive = true");
    assert_eq!(status(&live, "5.2"), "fail");
    assert_eq!(live["compliant"], false);
    assert_eq!(live["unreadable"], serde_json::json!([]));
    let findings = live["findings"].as_array().unwrap();
    let ssh = findings
        .iter()
        .find(|one| one["policy"] == "ssh_rdp_open_to_world");
    let ssh = ssh.unwrap();
    assert_eq!(
        (&ssh["verdict"], &ssh["severity"]),
        (&"fail".into(), &"critical".into())
    );
    assert_eq!(ssh["type"], "aws_security_group");
    story.plan(0);

    // Without a framework all policies judge, and nothing is told of controls.
    let all = judge("live = true\nmin_severity = \"critical\"");
    assert_eq!(all["summary"]["fail"], 1);
    assert!(all["summary"]["policies"].as_u64() > Some(180), "{all}");
    assert_eq!(all["controls"], serde_json::json!([]));
    let waiver = r#"resource "driftlock_waiver" "ssh" {
        policy   = "ssh_rdp_open_to_world"
        resource = "aws_security_group.*"
        reason   = "a jump host"
        owner    = "net"
    }"#;
    story.write(
        &(config("observe")
            + &judged(
                "live = true\nmin_severity = \"critical\"\ndepends_on = [driftlock_waiver.ssh]",
            )
            + waiver),
    );
    story.apply();
    let waived = story.workspace.output("judged").unwrap();
    assert_eq!(
        (&waived["compliant"], &waived["summary"]["waived"]),
        (&true.into(), &1.into())
    );
    story.plan(0);
    // Looking leaves no trace.
    let scans = story.ledger(async |ledger| {
        let scanned = |event: &driftlock_core::Event| event.body.what.name() == "scanned";
        let web = "web".parse().unwrap();
        ledger
            .history(&web, &Default::default(), &scanned)
            .await
            .unwrap()
    });
    assert!(scans.is_empty());
}

#[test]
fn what_to_judge_by_is_checked_first() {
    let story = Story::begin();
    let bad = |more: &str| {
        story.write(&format!(
            "data \"driftlock_compliance\" \"web\" {{\n baseline = \"web\"\n {more}\n}}"
        ));
        story.fails(&["plan", "-no-color"])
    };
    says(
        &bad("framework = \"cis-asw-3.0\""),
        "did you mean `cis-aws-3.0`?",
    );
    says(&bad("min_severity = \"grave\""), "unknown severity `grave`");
    says(
        &bad("waivers = \"none.yaml\""),
        "reading waivers `none.yaml`",
    );
    says(&bad(""), "there is no baseline `web`");
}
