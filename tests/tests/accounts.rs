//! Two accounts in one baseline: that of the credentials, and another by a role there.

use driftlock_stories::Story;

const OTHER: &str = "222222222222";
const HOME: &str = "123456789012";
const ROLE: &str = "arn:aws:iam::{account}:role/driftlock";

const MAIN: &str = r#"
provider "aws" {
  alias                       = "other"
  region                      = "us-east-1"
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/deploy"
  }
}
resource "aws_security_group" "home" {
  name = "home"
}
resource "aws_security_group" "other" {
  provider    = aws.other
  name        = "other"
  description = "Other"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
resource "aws_s3_bucket" "other" {
  provider = aws.other
  bucket   = "acme-other"
}
resource "aws_s3_bucket_versioning" "other" {
  provider = aws.other
  bucket   = aws_s3_bucket.other.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_iam_role" "other" {
  provider           = aws.other
  name               = "worker"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
"#;

/// Somebody in the other account opens SSH, suspends versioning and makes a group.
const DONE: &str = r#"
import boto3
role = client("sts").assume_role(
    RoleArn="arn:aws:iam::222222222222:role/eve", RoleSessionName="eve")["Credentials"]
keys = dict(aws_access_key_id=role["AccessKeyId"], aws_secret_access_key=role["SecretAccessKey"],
            aws_session_token=role["SessionToken"])
ec2, s3 = client("ec2", **keys), client("s3", **keys)
found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["other"]}])
ec2.authorize_security_group_ingress(GroupId=found["SecurityGroups"][0]["GroupId"], IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
s3.put_bucket_versioning(Bucket="acme-other", VersioningConfiguration={"Status": "Suspended"})
ec2.create_security_group(GroupName="rogue", Description="mine")
"#;

const SET: [&str; 18] = [
    "baseline",
    "set",
    "both",
    "--state",
    "terraform.tfstate",
    "--type",
    "aws_security_group",
    "--type",
    "aws_s3_bucket*",
    "--type",
    "aws_iam_role",
    "--account",
    HOME,
    "--account",
    OTHER,
    "--account-role",
    ROLE,
    "--quiet",
];

#[test]
fn drift_in_another_account_is_named_restored_and_granted_by_its_role() {
    let story = Story::begin(MAIN, "both").unwrap();
    story.scene.workspace.apply().unwrap();
    story.driftlock(&SET, 0).unwrap();
    let shown = story.driftlock(&["baseline", "show", "both"], 0).unwrap();
    assert!(
        shown.stdout.contains("in account 222222222222"),
        "{}",
        shown.stdout
    );

    story.scene.moto.boto3(DONE).unwrap();
    let with_role = ["--account-role", ROLE];
    let drift = ["drift", "both", "--format", "json"];
    let drift = story
        .driftlock(&[&drift[..], &with_role].concat(), 1)
        .unwrap();
    let drift = drift.json("drift").unwrap();
    let found = drift["resources"].as_array().unwrap();
    let mut told: Vec<_> = found
        .iter()
        .map(|one| {
            [&one["other_account"], &one["address"], &one["kind"]]
                .map(|v| v.as_str().unwrap_or("-"))
        })
        .collect();
    // Of one type they come by id, which is random.
    told.sort_unstable();
    assert_eq!(
        told,
        [
            [OTHER, "-", "unmanaged"],
            [OTHER, "aws_s3_bucket_versioning.other", "changed"],
            [OTHER, "aws_security_group.other", "changed"],
        ]
    );

    let enforce = ["enforce", "both", "--once", "--mode", "enforce"];
    let restore = ["--restore-role", "arn:aws:iam::{account}:role/restore"];
    story
        .driftlock(&[&enforce[..], &with_role, &restore].concat(), 1)
        .unwrap();
    assert_eq!(story.scene.workspace.plan_exitcode().unwrap(), 0);

    let iam = ["iam-policy", "both", "--mode", "enforce"];
    let home = story
        .driftlock(&[&iam[..], &with_role].concat(), 0)
        .unwrap();
    assert!(
        home.stdout
            .contains("arn:aws:iam::222222222222:role/driftlock"),
        "{}",
        home.stdout
    );
    let other = [&iam[..], &["--account", OTHER, "--only", "restore"]].concat();
    let other = story.driftlock(&other, 0).unwrap().stdout;
    assert!(
        other.contains("arn:aws:ec2:us-east-1:222222222222:security-group/"),
        "{other}"
    );
    assert!(!other.contains(HOME), "{other}");
}

#[test]
fn an_account_without_a_way_to_it_is_not_taken_for_empty() {
    let story = Story::begin(MAIN, "both").unwrap();
    story.scene.workspace.apply().unwrap();
    let without_role: Vec<&str> = SET
        .into_iter()
        .filter(|word| *word != "--account-role" && *word != ROLE)
        .collect();
    let refused = story.driftlock(&without_role, 2).unwrap();
    assert!(
        refused.stderr.contains("--account-role"),
        "{}",
        refused.stderr
    );
    story.driftlock(&SET, 0).unwrap();
    let drift = story.drift(2).unwrap();
    let found = drift["resources"].as_array().unwrap();
    assert!(!found.is_empty());
    for one in found {
        assert_eq!(
            (&one["kind"], &one["other_account"]),
            (&"unreadable".into(), &OTHER.into())
        );
    }
}
