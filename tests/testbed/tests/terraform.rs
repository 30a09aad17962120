//! Real Terraform and the real hashicorp/aws provider work against the emulator.

use driftlock_testbed::{Client, Error, Install, Moto, Terraform};

const BUCKET: &str = r#"
resource "aws_s3_bucket" "b" {
  bucket        = "testbed-bucket"
  force_destroy = true
}
resource "aws_s3_bucket_versioning" "b" {
  bucket = aws_s3_bucket.b.id
  versioning_configuration { status = "Enabled" }
}
"#;

#[test]
fn a_whole_life_of_a_resource() {
    let moto = Moto::start().unwrap();
    let workspace = Terraform::find()
        .unwrap()
        .workspace(&moto.endpoint())
        .unwrap();
    workspace.write("main.tf", BUCKET).unwrap();
    workspace.init().unwrap();
    workspace.apply().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    assert_eq!(
        workspace.attributes("aws_s3_bucket.b").unwrap()["bucket"],
        "testbed-bucket"
    );

    moto.boto3(
        "client('s3').put_bucket_versioning(Bucket='testbed-bucket', \
         VersioningConfiguration={'Status': 'Suspended'})",
    )
    .unwrap();
    let seen = workspace.plan_refresh_only().unwrap().stdout;
    assert!(seen.contains("Suspended"), "{seen}");
    let plan = workspace.plan_json().unwrap();
    assert_eq!(
        plan["resource_changes"][1]["change"]["actions"][0],
        "update"
    );

    workspace.destroy().unwrap();
    assert!(workspace.resources().unwrap().is_empty());
    assert!(matches!(
        workspace.attributes("aws_s3_bucket.b"),
        Err(Error::Address { .. })
    ));
}

#[test]
fn the_library_client_does_the_same() {
    let moto = Moto::start().unwrap();
    let terraform = Terraform::find()
        .unwrap()
        .with_client(Client::library().unwrap());
    assert!(terraform.client().is_library());
    let workspace = terraform.workspace(&moto.endpoint()).unwrap();
    workspace
        .write("main.tf", r#"resource "aws_sqs_queue" "q" { name = "q" }"#)
        .unwrap();
    workspace.init().unwrap();
    workspace.apply().unwrap();
    assert_eq!(workspace.plan_exitcode().unwrap(), 0);
    assert_eq!(
        workspace.attributes("aws_sqs_queue.q").unwrap()["name"],
        "q"
    );
}

#[test]
fn a_failing_command_says_why() {
    let moto = Moto::start().unwrap();
    let workspace = Terraform::find()
        .unwrap()
        .workspace(&moto.endpoint())
        .unwrap();
    workspace
        .write(
            "main.tf",
            r#"resource "aws_s3_bucket" "b" { bukket = "x" }"#,
        )
        .unwrap();
    workspace.init().unwrap();
    let error = workspace.plan().unwrap_err().to_string();
    assert!(error.contains("bukket"), "{error}");
}

/// `init` installs both providers, whichever way the one under test is given; a plan then starts
/// that one, which here is a program that Terraform cannot talk to.
#[test]
#[cfg(unix)]
fn a_provider_under_test_installs_beside_the_real_one() {
    use std::os::unix::fs::PermissionsExt as _;

    let built = tempfile::tempdir().unwrap();
    let binary = built.path().join("terraform-provider-driftlock");
    std::fs::write(&binary, "#!/bin/sh\nexit 1\n").unwrap();
    std::fs::set_permissions(&binary, std::fs::Permissions::from_mode(0o755)).unwrap();
    for install in [Install::Mirror, Install::DevOverride] {
        let terraform = Terraform::find().unwrap();
        let terraform = terraform
            .with_provider("driftlock/driftlock", &binary, install)
            .unwrap();
        let workspace = terraform.workspace("http://127.0.0.1:1").unwrap();
        workspace
            .write("main.tf", r#"provider "driftlock" {}"#)
            .unwrap();
        let init = workspace.init().unwrap();
        let warned = init.stdout.contains("development overrides are in effect");
        assert_eq!(warned, install == Install::DevOverride, "{}", init.stdout);
        let error = workspace.plan().unwrap_err().to_string();
        assert!(error.contains("driftlock/driftlock"), "{error}");
        assert!(!error.contains("lock file"), "{error}");
    }
}
