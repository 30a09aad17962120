//! Fifteen realistic changes to ten groups and ten buckets. `terraform plan` sees seven of them, a
//! refresh eleven; Driftlock reports all, by their Terraform addresses, and takes thirteen back. The
//! other two are a group and a bucket that somebody made, which nobody asked it to delete.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use driftlock_stories::Story;
use serde_json::Value;

const MAIN: &str = include_str!("fifteen/main.tf");
const STORE: &str = include_str!("fifteen/store.tf");

/// In boto3. `group(n)` is the id of a group, `bucket(n)` the name of a bucket.
const DONE: &str = r#"
import json
import boto3
key = boto3.client("iam", region_name="us-east-1")
key.create_user(UserName="eve")
key = key.create_access_key(UserName="eve")["AccessKey"]
eve = dict(aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
ec2, s3 = client("ec2", **eve), client("s3", **eve)
groups = ec2.describe_security_groups(Filters=[{"Name": "tag:app", "Values": ["web"]}])["SecurityGroups"]
ids = {found["GroupName"]: found["GroupId"] for found in groups}
group = lambda n: ids[f"web-{n}"]
bucket = lambda n: f"acme-data-{n}"
rule = lambda port, peer, **more: {"IpProtocol": "tcp", "FromPort": port, "ToPort": port,
    "IpRanges": [{"CidrIp": peer, **more}]}

ec2.authorize_security_group_ingress(GroupId=group(0), IpPermissions=[rule(22, "0.0.0.0/0")])
ec2.update_security_group_rule_descriptions_ingress(
    GroupId=group(1), IpPermissions=[rule(443, "10.0.0.0/8", Description="from anywhere")])
ec2.create_tags(Resources=[group(2)], Tags=[{"Key": "app", "Value": "other"}])
ec2.create_security_group(GroupName="rogue", Description="mine", VpcId=groups[0]["VpcId"])
s3.delete_public_access_block(Bucket=bucket(0))
everybody = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket(1)}/*"}]}
s3.put_bucket_policy(Bucket=bucket(1), Policy=json.dumps(everybody))
s3.put_bucket_acl(Bucket=bucket(2), ACL="public-read")
s3.put_bucket_cors(Bucket=bucket(3), CORSConfiguration={"CORSRules": [
    {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]})
s3.put_bucket_versioning(Bucket=bucket(4), VersioningConfiguration={"Status": "Suspended"})
s3.put_bucket_lifecycle_configuration(Bucket=bucket(5), LifecycleConfiguration={"Rules": [
    {"ID": "purge", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}]})
s3.put_bucket_ownership_controls(Bucket=bucket(6), OwnershipControls={
    "Rules": [{"ObjectOwnership": "ObjectWriter"}]})
s3.put_bucket_notification_configuration(
    Bucket=bucket(7), NotificationConfiguration={"EventBridgeConfiguration": {}})
s3.put_bucket_encryption(Bucket=bucket(8), ServerSideEncryptionConfiguration={"Rules": [
    {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})
s3.put_bucket_tagging(Bucket=bucket(9), Tagging={"TagSet": [{"Key": "app", "Value": "other"}]})
s3.create_bucket(Bucket="rogue-bucket")
"#;

/// What `terraform plan` would change back: what the configuration declares.
const DECLARED: [&str; 7] = [
    "aws_security_group.web[0]",
    "aws_security_group.web[1]",
    "aws_security_group.web[2]",
    "module.store[\"data-0\"].aws_s3_bucket_public_access_block.this",
    "module.store[\"data-4\"].aws_s3_bucket_versioning.this",
    "module.store[\"data-8\"].aws_s3_bucket_server_side_encryption_configuration.this",
    "module.store[\"data-9\"].aws_s3_bucket.this",
];

/// What a refresh sees besides: attributes that a bucket's resource reads and nobody declared.
const REFRESHED: [&str; 4] = [
    "module.store[\"data-1\"].aws_s3_bucket.this",
    "module.store[\"data-2\"].aws_s3_bucket.this",
    "module.store[\"data-3\"].aws_s3_bucket.this",
    "module.store[\"data-5\"].aws_s3_bucket.this",
];

/// What is reported without an address of its own, by type and a part of the id.
const UNDECLARED: [(&str, &str); 8] = [
    ("aws_s3_bucket", "rogue-bucket"),
    ("aws_s3_bucket_acl", "acme-data-2"),
    ("aws_s3_bucket_cors_configuration", "acme-data-3"),
    ("aws_s3_bucket_lifecycle_configuration", "acme-data-5"),
    ("aws_s3_bucket_notification", "acme-data-7"),
    ("aws_s3_bucket_ownership_controls", "acme-data-6"),
    ("aws_s3_bucket_policy", "acme-data-1"),
    ("aws_security_group", "sg-"),
];

#[test]
fn all_fifteen_are_reported_and_thirteen_taken_back() {
    let story = begin();
    story.scene.moto.boto3(DONE).unwrap();
    check_what_terraform_sees(&story);

    let drift = story.drift(1).unwrap();
    let resources = drift["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 15, "{drift:#}");
    let addresses: BTreeSet<&str> = resources
        .iter()
        .filter_map(|r| r["address"].as_str())
        .collect();
    assert_eq!(addresses, BTreeSet::from(DECLARED));
    for (kind, id) in UNDECLARED {
        let found = resources.iter().any(|r| {
            r["type"] == kind && r["address"].is_null() && r["id"].as_str().unwrap().contains(id)
        });
        assert!(found, "{kind} {id} is not in {drift:#}");
    }
    assert_eq!(of_kind(resources, "unmanaged"), 2);
    check_who_made_what_is_new(resources);
    check_what_the_state_manages(&story);

    let limits = ["--max-changes", "50", "--max-percent", "100"];
    let set = ["enforcement", "set", "web", "--mode", "enforce"];
    story.driftlock(&[&set[..], &limits].concat(), 0).unwrap();
    story.driftlock(&["enforce", "web", "--once"], 1).unwrap();
    let left = story.drift(1).unwrap();
    let left = left["resources"].as_array().unwrap();
    assert_eq!(left.len(), 2, "{left:#?}");
    assert_eq!(of_kind(left, "unmanaged"), 2);
    assert_eq!(story.scene.workspace.plan_exitcode().unwrap(), 0);
}

fn check_who_made_what_is_new(resources: &[Value]) {
    let makers = resources.iter().filter_map(|r| r["made_by"].as_str());
    let makers: Vec<&str> = makers
        .map(|maker| maker.split(',').next().unwrap())
        .collect();
    let eve = "arn:aws:iam::123456789012:user/eve";
    assert_eq!(
        makers,
        [
            format!("{eve} (CreateBucket"),
            format!("{eve} (CreateSecurityGroup")
        ]
    );
}

/// Applies, and approves what the state manages together with all groups and buckets beside it.
fn begin() -> Story {
    let story = Story::begin("", "web").unwrap();
    let workspace = &story.scene.workspace;
    std::fs::create_dir(workspace.path().join("store")).unwrap();
    workspace.write("store/main.tf", STORE).unwrap();
    workspace.write("main.tf", MAIN).unwrap();
    workspace.init().unwrap();
    workspace.apply().unwrap();
    // What AWS computed is read by a refresh, so that all that a plan calls drift later is drift.
    let refresh = ["apply", "-refresh-only", "-auto-approve", "-no-color"];
    assert_eq!(workspace.run(&refresh).unwrap().code, 0);
    let set = ["baseline", "set", "web", "--state", "terraform.tfstate"];
    let scope = ["--type", "aws_security_group", "--type", "aws_s3_bucket*"];
    story.driftlock(&[&set[..], &scope].concat(), 0).unwrap();
    story.drift(0).unwrap();
    let managed = ["baseline", "set", "managed", "--state", "terraform.tfstate"];
    story.driftlock(&managed, 0).unwrap();
    story
}

/// A baseline of what the state manages knows all settings of it, and nothing that somebody made.
fn check_what_the_state_manages(story: &Story) {
    let run = story.driftlock(&["drift", "managed", "--format", "json"], 1);
    let drift = run.unwrap().json("driftlock drift").unwrap();
    let resources = drift["resources"].as_array().unwrap();
    assert_eq!(resources.len(), 13, "{drift:#}");
    assert_eq!(of_kind(resources, "unmanaged"), 0);
}

const RULE: &str = r#"
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}
resource "aws_vpc_security_group_ingress_rule" "web" {
  for_each          = { https = 443, "a.b/c" = 8443 }
  security_group_id = aws_security_group.web.id
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_ipv4         = "10.0.0.0/8"
}
"#;

#[test]
fn a_rule_that_is_declared_by_itself_is_named_by_its_own_address() {
    let story = Story::begin(RULE, "web").unwrap();
    story.scene.workspace.apply().unwrap();
    let set = ["baseline", "set", "web", "--state", "terraform.tfstate"];
    story.driftlock(&set, 0).unwrap();
    story.drift(0).unwrap();
    let group = story.attribute("aws_security_group.web", "id").unwrap();
    let closed = format!(
        "client('ec2').revoke_security_group_ingress(GroupId='{group}', IpPermissions=[{{\
         'IpProtocol': 'tcp', 'FromPort': 8443, 'ToPort': 8443, 'IpRanges': [{{'CidrIp': '10.0.0.0/8'}}]}}])"
    );
    story.scene.moto.boto3(&closed).unwrap();
    let drift = story.drift(1).unwrap();
    let change = &drift["resources"][0]["changes"][0];
    assert_eq!(drift["resources"][0]["address"], "aws_security_group.web");
    assert_eq!(change["path"], "ingress[tcp 8443 from 10.0.0.0/8]");
    let address = "aws_vpc_security_group_ingress_rule.web[\"a.b/c\"]";
    assert_eq!(change["address"], address, "{drift:#}");
    let text = story.driftlock(&["drift", "web"], 1).unwrap().stdout;
    assert!(text.contains(address), "{text}");
}

fn check_what_terraform_sees(story: &Story) {
    let plan = story.scene.workspace.plan_json().unwrap();
    let changed = plan["resource_changes"].as_array().unwrap().iter();
    let changed: BTreeSet<&str> = changed
        .filter(|change| change["change"]["actions"] != serde_json::json!(["no-op"]))
        .map(|change| change["address"].as_str().unwrap())
        .collect();
    assert_eq!(changed, BTreeSet::from(DECLARED));
    let refreshed = plan["resource_drift"].as_array().unwrap().iter();
    let refreshed: BTreeSet<&str> = refreshed.filter_map(|r| r["address"].as_str()).collect();
    let all: BTreeSet<&str> = DECLARED.into_iter().chain(REFRESHED).collect();
    assert!(refreshed.is_superset(&all), "{refreshed:?}");
    for unseen in ["data-6", "data-7"] {
        let seen = refreshed.iter().any(|address| address.contains(unseen));
        assert!(!seen, "{unseen} in {refreshed:?}");
    }
}

fn of_kind(resources: &[Value], kind: &str) -> usize {
    resources.iter().filter(|r| r["kind"] == kind).count()
}
