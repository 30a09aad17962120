//! A baseline of another account than that of the credentials, reached by a role there.

use crate::story::{Story, says};

const OTHER: &str = r#"
import boto3
role = client("sts").assume_role(
    RoleArn="arn:aws:iam::222222222222:role/other", RoleSessionName="other")["Credentials"]
keys = dict(aws_access_key_id=role["AccessKeyId"], aws_secret_access_key=role["SecretAccessKey"],
            aws_session_token=role["SessionToken"])
ec2 = client("ec2", **keys)
"#;

const MADE: &str = r#"ec2.create_security_group(GroupName="theirs", Description="theirs")"#;

const CHANGED: &str = r#"
found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["theirs"]}])
ec2.authorize_security_group_ingress(GroupId=found["SecurityGroups"][0]["GroupId"], IpPermissions=[
    {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
"#;

fn main(provider: &str, account: &str) -> String {
    format!(
        r#"
        provider "driftlock" {{
          {provider}
        }}
        resource "driftlock_baseline" "theirs" {{
          name = "theirs"
          scope {{
            resource_types = ["aws_security_group"]
            accounts       = ["{account}"]
          }}
        }}
        resource "driftlock_enforcement" "theirs" {{
          baseline = driftlock_baseline.theirs.name
          revision = driftlock_baseline.theirs.revision
          mode     = "enforce"
        }}
        data "driftlock_iam_policy" "theirs" {{
          baseline = driftlock_enforcement.theirs.baseline
          account  = "222222222222"
        }}
        output "restore" {{ value = data.driftlock_iam_policy.theirs.restore_json }}
        "#
    )
}

const ROLE: &str = r#"account_role { role_arn = "arn:aws:iam::{account}:role/driftlock" }"#;

#[test]
fn another_account_is_watched_and_restored_by_its_role() {
    let story = Story::begin();
    story.moto.boto3(&(OTHER.to_owned() + MADE)).unwrap();
    story.write(&main("", "222222222222"));
    let output = story.fails(&["apply", "-no-color", "-auto-approve"]);
    says(&output, "no role is set for it");

    story.write(&main(ROLE, "222222222222"));
    story.apply();
    story.plan(0);
    let restore = story.workspace.output("restore").unwrap().to_string();
    assert!(
        restore.contains(":222222222222:security-group/"),
        "{restore}"
    );
    story.moto.boto3(&(OTHER.to_owned() + CHANGED)).unwrap();
    story.plan(2);
    story.apply();
    story.plan(0);
}

#[test]
fn what_is_no_account_is_refused_at_its_attribute() {
    let story = Story::begin();
    story.write(&main(ROLE, "prod"));
    let output = story.fails(&["plan", "-no-color"]);
    says(&output, "`prod` is not an AWS account id");
}
