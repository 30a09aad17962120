//! The policies that `driftlock iam-policy` prints are enough, and no more than enough: the emulator
//! enforces IAM, and whoever works has just these.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;

use driftlock_stories::Story;
use driftlock_testbed::{Binary, Run};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::123456789012:role/restorer";

const SEED: &str = r#"
ec2, s3 = client("ec2"), client("s3")
s3.create_bucket(Bucket="least")
s3.put_bucket_tagging(Bucket="least", Tagging={"TagSet": [{"Key": "app", "Value": "web"}]})
s3.put_bucket_versioning(Bucket="least", VersioningConfiguration={"Status": "Enabled"})
s3.put_bucket_encryption(Bucket="least", ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]})
s3.put_public_access_block(Bucket="least", PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
group = ec2.create_security_group(GroupName="least", Description="l")["GroupId"]
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
"#;

/// Every type drifts.
const DRIFT: &str = r#"
ec2, s3 = client("ec2"), client("s3")
group = ec2.describe_security_groups(GroupNames=["least"])["SecurityGroups"][0]["GroupId"]
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
ec2.create_tags(Resources=[group], Tags=[{"Key": "a", "Value": "b"}])
s3.put_bucket_tagging(Bucket="least", Tagging={"TagSet": [{"Key": "app", "Value": "other"}]})
s3.put_bucket_versioning(Bucket="least", VersioningConfiguration={"Status": "Suspended"})
s3.put_bucket_encryption(Bucket="least", ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})
s3.delete_public_access_block(Bucket="least")
s3.put_bucket_policy(Bucket="least", Policy='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::least/*"}]}')
"#;

/// A reader with a key of its own, and a role that it may assume. From then on IAM is enforced.
const PEOPLE: &str = r#"
import json, os, urllib.request
iam = client("iam")
iam.create_user(UserName="reader")
iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=READ)
key = iam.create_access_key(UserName="reader")["AccessKey"]
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:user/reader"}, "Action": "sts:AssumeRole"}]}
iam.create_role(RoleName="restorer", AssumeRolePolicyDocument=json.dumps(trust))
iam.put_role_policy(RoleName="restorer", PolicyName="restore", PolicyDocument=RESTORE)
url = os.environ["AWS_ENDPOINT_URL"] + "/moto-api/reset-auth"
urllib.request.urlopen(urllib.request.Request(url, data=b"0", method="POST", headers={"Content-Type": "text/plain"}))
print(json.dumps([key["AccessKeyId"], key["SecretAccessKey"]]))
"#;

/// What the emulator asks for instead of what AWS asks for: it does not know these queries of S3, and
/// takes them for the operation on the bucket itself.
const MISTAKEN: [(&str, &str); 4] = [
    ("s3:GetBucketPublicAccessBlock", "s3:ListBucket"),
    ("s3:GetEncryptionConfiguration", "s3:ListBucket"),
    ("s3:PutBucketPublicAccessBlock", "s3:CreateBucket"),
    ("s3:PutEncryptionConfiguration", "s3:CreateBucket"),
];

struct Least {
    story: Story,
    key: [String; 2],
}

impl Least {
    /// A baseline, and somebody with these policies less the action `without`.
    fn without(without: Option<&str>) -> Self {
        let story = Story::begin("", "least").unwrap();
        story.scene.moto.boto3(SEED).unwrap();
        let ids = ["--type", "aws_s3_bucket*", "--type", "aws_security_group"];
        let set = [&["baseline", "set", "least"][..], &ids].concat();
        story.driftlock(&set, 0).unwrap();
        let print = [
            "iam-policy",
            "least",
            "--mode",
            "enforce",
            "--restore-role",
            ROLE,
        ];
        let print = [&print[..], &["--format", "json"]].concat();
        let policies = story
            .driftlock(&print, 0)
            .unwrap()
            .json("iam-policy")
            .unwrap();
        story.scene.moto.boto3(DRIFT).unwrap();
        let text = |kind: &str| {
            let documents = policies[kind].as_array().unwrap();
            assert_eq!(documents.len(), 1);
            json!(as_emulated(&documents[0], without).to_string())
        };
        let script = format!(
            "READ = {}\nRESTORE = {}\n{PEOPLE}",
            text("read"),
            text("restore")
        );
        let key = story.scene.moto.boto3(&script).unwrap();
        let key = serde_json::from_str(&key).unwrap();
        Self { story, key }
    }

    fn run(&self, args: &[&str]) -> Run {
        let mut command = self.story.scene.command(Binary::Driftlock).unwrap();
        command
            .args(args)
            .env("AWS_ACCESS_KEY_ID", &self.key[0])
            .env("AWS_SECRET_ACCESS_KEY", &self.key[1])
            .env("DRIFTLOCK_RESTORE_ROLE_ARN", ROLE);
        Run::from(command.output().unwrap())
    }
}

/// The policy as the emulator has to have it. It judges calls to EC2 on `*`, whatever the group.
fn as_emulated(document: &Value, without: Option<&str>) -> Value {
    let mut document = document.clone();
    for statement in document["Statement"].as_array_mut().unwrap() {
        let actions = match &statement["Action"] {
            Value::Array(all) => all.clone(),
            one => vec![one.clone()],
        };
        let is_ec2 = actions
            .iter()
            .any(|a| a.as_str().unwrap().starts_with("ec2:"));
        let actions: BTreeSet<String> = actions
            .iter()
            .map(|action| action.as_str().unwrap())
            .filter(|action| Some(*action) != without)
            .map(|action| {
                let mistaken = MISTAKEN.iter().find(|(right, _)| *right == action);
                mistaken.map_or(action, |(_, wrong)| wrong).to_owned()
            })
            .collect();
        statement["Action"] = json!(actions);
        if is_ec2 {
            statement["Resource"] = json!("*");
        }
    }
    let statements = document["Statement"].as_array_mut().unwrap();
    statements.retain(|statement| statement["Action"] != json!([]));
    document
}

#[test]
fn the_printed_policies_are_enough_for_capture_drift_and_restore() {
    let least = Least::without(None);
    let drift = least
        .run(&["drift", "least"])
        .expect_code("drift", 1)
        .unwrap();
    assert!(
        !drift.stdout.contains("could not be read"),
        "{}",
        drift.stdout
    );
    let enforce = ["enforce", "least", "--once", "--mode", "enforce"];
    least.run(&enforce).expect_code("enforce", 0).unwrap();
    least
        .run(&["drift", "least"])
        .expect_code("drift", 0)
        .unwrap();
    least
        .run(&["baseline", "set", "least"])
        .expect_code("capture", 0)
        .unwrap();
}

#[test]
fn without_one_of_them_something_is_denied() {
    for action in ["s3:GetBucketPolicy", "ec2:DescribeSecurityGroups"] {
        let least = Least::without(Some(action));
        let drift = least
            .run(&["drift", "least"])
            .expect_code("drift", 2)
            .unwrap();
        let said = format!("{}{}", drift.stdout, drift.stderr);
        assert!(
            said.contains(&format!("access denied calling `{action}`")),
            "{said}"
        );
    }
    for action in [
        "s3:DeleteBucketPolicy",
        "ec2:RevokeSecurityGroupIngress",
        "sts:AssumeRole",
    ] {
        let least = Least::without(Some(action));
        let enforce = ["enforce", "least", "--once", "--mode", "enforce"];
        let run = least.run(&enforce).expect_code("enforce", 2).unwrap();
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(
            // The emulator's STS does not deny in the form that AWS has.
            said.contains(&format!("calling `{action}`")),
            "{said}"
        );
    }
}
