//! One apply is a whole deployment: pause, change, rebaseline, resume.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use driftlock_stories::Story;
use driftlock_testbed::{Binary, Profile, Workspace};
use serde_json::json;

const DECLARED: &str = include_str!("deployment/main.tf");

const OPEN_SSH: &str = "
ec2 = client('ec2')
groups = ec2.describe_security_groups(Filters=[{'Name': 'tag:app', 'Values': ['web']}])
ssh = {'IpProtocol': 'tcp', 'FromPort': 22, 'ToPort': 22, 'IpRanges': [{'CidrIp': '0.0.0.0/0'}]}
ec2.authorize_security_group_ingress(
    GroupId=groups['SecurityGroups'][0]['GroupId'], IpPermissions=[ssh])
";

const OPEN_PORTS: &str = "
groups = client('ec2').describe_security_groups(Filters=[{'Name': 'tag:app', 'Values': ['web']}])
print(sorted(rule['FromPort'] for rule in groups['SecurityGroups'][0]['IpPermissions']))
";

#[test]
fn a_release_is_not_taken_back_while_it_happens_nor_after() {
    let story = Story::begin(DECLARED, "web").unwrap();
    let workspace = &story.scene.workspace;
    apply(workspace, &["release=1", "ports=[80,443]"]);
    assert_eq!(workspace.output("revision").unwrap(), json!(1));
    assert_eq!(open_ports(&story), "[80, 443]");

    // In the middle of the release, between its changes and the new baseline, an agent sweeps. It
    // sees drift, which is exit code 1, and leaves it alone.
    let driftlock = Binary::Driftlock.path(Profile::Debug).unwrap();
    let sweep = format!(
        "meanwhile={} enforce web --once > sweep.txt 2>&1 || echo $? >> sweep.txt",
        driftlock.display()
    );
    let release = ["release=2", "ports=[80,443,8443]", sweep.as_str()];
    apply(workspace, &release);
    let swept = std::fs::read_to_string(workspace.path().join("sweep.txt")).unwrap();
    assert!(
        swept.contains("paused"),
        "the sweep does not say why it did nothing: {swept}"
    );
    assert_eq!(open_ports(&story), "[80, 443, 8443]", "{swept}");
    assert_eq!(workspace.output("revision").unwrap(), json!(2));
    assert_eq!(plan(workspace, &release), 0);

    // Enforcement has resumed, of the new revision.
    story.drift(0).unwrap();
    story.scene.moto.boto3(OPEN_SSH).unwrap();
    story.driftlock(&["enforce", "web", "--once"], 0).unwrap();
    assert_eq!(open_ports(&story), "[80, 443, 8443]");

    let history = story.driftlock(&["history", "web"], 0).unwrap().stdout;
    assert!(history.contains("release 2"), "{history}");
}

#[test]
fn an_apply_without_a_release_takes_drift_back() {
    let story = Story::begin(DECLARED, "web").unwrap();
    let workspace = &story.scene.workspace;
    let release = ["release=1", "ports=[443]"];
    apply(workspace, &release);
    assert_eq!(plan(workspace, &release), 0);
    story.scene.moto.boto3(OPEN_SSH).unwrap();
    assert_eq!(plan(workspace, &release), 2);
    apply(workspace, &release);
    assert_eq!(open_ports(&story), "[443]");
    assert_eq!(plan(workspace, &release), 0);
    story.drift(0).unwrap();
    assert_eq!(
        workspace.output("revision").unwrap(),
        json!(1),
        "drift is not approved by an apply"
    );
}

fn open_ports(story: &Story) -> String {
    story
        .scene
        .moto
        .boto3(OPEN_PORTS)
        .unwrap()
        .trim()
        .to_owned()
}

fn apply(workspace: &Workspace, variables: &[&str]) {
    let mut args = vec![
        "apply".to_owned(),
        "-auto-approve".to_owned(),
        "-no-color".to_owned(),
    ];
    args.extend(variables.iter().map(|variable| format!("-var={variable}")));
    workspace
        .run(&args)
        .unwrap()
        .expect_code("terraform apply", 0)
        .unwrap();
}

fn plan(workspace: &Workspace, variables: &[&str]) -> i32 {
    let mut args = vec![
        "plan".to_owned(),
        "-detailed-exitcode".to_owned(),
        "-no-color".to_owned(),
    ];
    args.extend(variables.iter().map(|variable| format!("-var={variable}")));
    workspace.run(&args).unwrap().code
}
