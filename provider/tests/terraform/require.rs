//! Known good, or no revision.

use crate::story::{OPEN_SSH, SUSPEND, Story, config, says};

const WAIVERS: &str = "
waivers:
  - policy: missing_s3_public_access_block
    resource: aws_s3_bucket.assets
    reason: public on purpose
    owner: web
    expires: 2099-12-31
";

const OWN_POLICY: &str = include_str!("../../../examples/gate/policies/untagged_s3_bucket.rego");

fn requiring(trigger: &str, require: &str) -> String {
    let baseline = format!(
        "name = \"web\"
         triggers     = {{ t = \"{trigger}\" }}
         accept_drift = true
         {require}"
    );
    config("enforce").replace("name = \"web\"", &baseline)
}

#[test]
fn what_the_policies_forbid_is_not_captured_and_the_old_revision_stays() {
    let story = Story::begin();
    let refused = |story: &Story| story.fails(&["apply", "-no-color", "-auto-approve"]);
    story.write(&requiring("1", "require {}"));
    let output = refused(&story);
    says(&output, " policies found violations, and they are required");
    says(
        &output,
        "aws_s3_bucket.assets: missing_s3_public_access_block (high)",
    );
    says(&output, "fix: add an `aws_s3_bucket_public_access_block`");
    says(&output, "There is no baseline `web` yet");

    let require = "require { waivers = \"waivers.yaml\" }";
    story.write(&requiring("1", require));
    says(&refused(&story), "reading waivers `waivers.yaml`");
    story.workspace.write("waivers.yaml", WAIVERS).unwrap();
    story.apply();
    let compliance = story.attribute("driftlock_baseline.web", "compliance");
    assert_eq!(
        (&compliance["fail"], &compliance["waived"]),
        (&0.into(), &1.into())
    );
    story.plan(0);

    story.moto.boto3(OPEN_SSH).unwrap();
    story.write(&requiring("2", require));
    let output = refused(&story);
    says(&output, "ssh_rdp_open_to_world (critical)");
    says(&output, "Revision 1 stays in force.");
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 1);
    // And is what the enforcement restores to.
    story.write(&requiring("1", require));
    says(&story.plan(2), "apply will bring 1 resource back");
    story.apply();
    story.plan(0);
}

#[test]
fn a_framework_is_required_in_full_unless_a_severity_is_named() {
    let story = Story::begin();
    story.workspace.write("waivers.yaml", WAIVERS).unwrap();
    let framework = |more: &str| {
        let block = format!(
            "require {{\n framework = \"cis-aws-3.0\"\n waivers = \"waivers.yaml\"\n {more}\n}}"
        );
        requiring("1", &block)
    };
    // Encryption in transit is medium, and part of CIS.
    story.write(&framework(""));
    let output = story.fails(&["apply", "-no-color", "-auto-approve"]);
    says(&output, "(medium)");
    story.write(&framework("min_severity = \"high\""));
    story.apply();
    let compliance = story.attribute("driftlock_baseline.web", "compliance");
    assert!(compliance["warn"].as_u64() > Some(0), "{compliance}");
    assert!(compliance["policies"].as_u64() < Some(100), "{compliance}");
    story.plan(0);
    let (revision, address) = (
        story.attribute("driftlock_baseline.web", "revision"),
        "driftlock_baseline.web",
    );
    assert_eq!(revision, 1);
    story.write(&framework("min_severity = \"high\"").replace("cis-aws-3.0", "pci-dss-4.0"));
    story.apply();
    assert_eq!(story.attribute(address, "revision"), 2);
    story.plan(0);
    let stored = story.ledger(async |ledger| {
        let web = "web".parse().unwrap();
        ledger
            .revision(&web, None)
            .await
            .unwrap()
            .compliance
            .unwrap()
    });
    assert_eq!(stored.requirement.framework.as_deref(), Some("pci-dss-4.0"));
    assert_eq!(stored.frameworks[0].framework, "pci-dss-4.0");
    story.write(&framework("").replace("cis-aws-3.0", "cis-asw-3.0"));
    says(
        &story.fails(&["validate", "-no-color"]),
        "did you mean `cis-aws-3.0`?",
    );
}

#[test]
fn another_requirement_judges_anew() {
    let story = Story::begin();
    story.write(&requiring("1", ""));
    story.apply();
    assert!(
        story
            .attribute("driftlock_baseline.web", "compliance")
            .is_null()
    );
    story.workspace.write("waivers.yaml", WAIVERS).unwrap();
    story
        .workspace
        .write("policies/untagged_s3_bucket.rego", OWN_POLICY)
        .unwrap();
    let require = "require {
        waivers      = \"waivers.yaml\"
        policies     = [\"policies\"]
    }";
    story.write(&requiring("1", require));
    story.plan(2);
    story.apply();
    assert_eq!(story.attribute("driftlock_baseline.web", "revision"), 2);
    let compliance = story.attribute("driftlock_baseline.web", "compliance");
    assert!(compliance["policies"].as_u64() > Some(180));
    story.plan(0);

    // It is part of what an import finds.
    let address = "driftlock_baseline.web";
    for args in [
        &["state", "rm", address][..],
        &["import", "-no-color", address, "web"],
    ] {
        let run = story.workspace.run(args).unwrap();
        run.expect_code("terraform", 0).unwrap();
    }
    assert!(
        !story.plan(2).contains("waivers"),
        "the requirement is as it was"
    );
    story.apply();
    assert_eq!(story.attribute(address, "compliance"), compliance);

    // What is milder than `min_severity` is a warning, and counted.
    story.moto.boto3(SUSPEND).unwrap();
    story.write(&requiring("2", require));
    story.apply();
    let compliance = story.attribute("driftlock_baseline.web", "compliance");
    assert!(compliance["warn"].as_u64() > Some(3), "{compliance}");
    assert_eq!(compliance["fail"], 0, "{compliance}");
    story.plan(0);
    story.write(&requiring(
        "2",
        &require.replace("waivers ", "min_severity = \"medium\"\nwaivers "),
    ));
    says(
        &story.fails(&["apply", "-no-color", "-auto-approve"]),
        " policies found violations",
    );
}
