//! What a sweep costs in API calls, exactly.

use std::collections::{BTreeMap, BTreeSet};

use driftlock_aws::{Connection, catalogue};
use driftlock_core::{Key, Scope};
use driftlock_testbed::Moto;

use crate::{BUCKETS, emulated, scope, sweep};

/// Buckets and security groups in the emulator, besides the default VPC's one group.
const MANY: u64 = 5;

/// Counts exactly the calls that a sweep of `scope` makes.
async fn check(moto: &Moto, connection: &Connection, scope: &Scope, expected: &[(&str, u64)]) {
    moto.reset_counts().unwrap();
    let found = sweep(connection, scope).await;
    assert_eq!(found.unreadable, []);
    let counts = moto.requests().unwrap();
    let expected: BTreeMap<String, u64> = expected
        .iter()
        .map(|(action, n)| ((*action).to_owned(), *n))
        .collect();
    assert_eq!(counts, expected, "{scope:?}");
}

#[tokio::test]
async fn a_sweep_makes_no_call_that_it_does_not_need() {
    let moto = Moto::start().unwrap();
    moto.boto3(&format!(
        r#"
for n in range({MANY}):
    client("s3").create_bucket(Bucket=f"bucket-{{n}}")
    client("ec2").create_security_group(GroupName=f"group-{{n}}", Description="x")
"#
    ))
    .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let check = async |scope: Scope, expected: &[(&str, u64)]| {
        check(&moto, &connection, &scope, expected).await;
    };

    check(
        scope(&["aws_security_group"], &[]),
        &[("ec2:DescribeSecurityGroups", 1)],
    )
    .await;
    // One listing for all buckets, and one Get for each part of one.
    check(
        scope(&[BUCKETS, &["aws_security_group"]].concat(), &[]),
        &[
            ("ec2:DescribeSecurityGroups", 1),
            ("s3:GetBucketEncryption", MANY),
            ("s3:GetBucketPolicy", MANY),
            ("s3:GetBucketTagging", MANY),
            ("s3:GetBucketVersioning", MANY),
            ("s3:GetPublicAccessBlock", MANY),
            ("s3:ListBuckets", 1),
        ],
    )
    .await;
    check(
        scope(&["aws_s3_bucket_policy"], &[]),
        &[("s3:GetBucketPolicy", MANY), ("s3:ListBuckets", 1)],
    )
    .await;
    check(
        scope(BUCKETS, &["bucket-1"]),
        &[
            ("s3:GetBucketEncryption", 1),
            ("s3:GetBucketPolicy", 1),
            ("s3:GetBucketTagging", 1),
            ("s3:GetBucketVersioning", 1),
            ("s3:GetPublicAccessBlock", 1),
            ("s3:ListBuckets", 1),
        ],
    )
    .await;
    // A bucket whose policy alone is in scope is not read for its tags.
    let mut two = scope(&["aws_s3_bucket"], &["bucket-1"]);
    two.select
        .extend(scope(&["aws_s3_bucket_policy"], &["bucket-2"]).select);
    check(
        two,
        &[
            ("s3:GetBucketPolicy", 1),
            ("s3:GetBucketTagging", 1),
            ("s3:ListBuckets", 1),
        ],
    )
    .await;
}

/// A group with a rule of each kind that drifts; `statements` change it. Brings it back as the engine
/// does (re-read, calls, read back) and counts everything.
async fn check_restore(statements: &str, expected: &[(&str, u64)]) {
    let moto = Moto::start().unwrap();
    let made = moto
        .boto3(
            r#"
ec2 = client("ec2")
id = ec2.create_security_group(GroupName="web", Description="x")["GroupId"]
def rule(port, cidr, words="approved", to=None):
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": to or port,
            "IpRanges": [{"CidrIp": cidr, "Description": words}]}
rules = [rule(80, "10.0.0.0/8"), rule(443, "10.0.0.0/8"), rule(8080, "10.0.0.0/8")]
ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=rules)
ec2.authorize_security_group_egress(GroupId=id, IpPermissions=rules)
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "prod"}])
print(id)"#,
        )
        .unwrap();
    let connection = emulated(&moto.endpoint()).await;
    let key = Key {
        kind: "aws_security_group".to_owned(),
        region: connection.region().to_owned(),
        id: made.trim().to_owned(),
        account: None,
    };
    let approved = connection.read(&key).await.unwrap();
    moto.boto3(&format!(
        r#"
ec2 = client("ec2")
id = "{}"
def rule(port, cidr, words="approved", to=None):
    return {{"IpProtocol": "tcp", "FromPort": port, "ToPort": to or port,
            "IpRanges": [{{"CidrIp": cidr, "Description": words}}]}}
{statements}"#,
        key.id
    ))
    .unwrap();
    moto.reset_counts().unwrap();
    let observed = connection.read(&key).await.unwrap();
    let plan =
        driftlock_aws::plan_restore(&key.kind, &key.id, approved.as_ref(), observed.as_ref());
    for call in &plan.calls {
        connection.execute(&key, call).await.unwrap();
    }
    assert_eq!(connection.read(&key).await.unwrap(), approved);
    let expected: BTreeMap<String, u64> = expected
        .iter()
        .map(|(action, n)| (format!("ec2:{action}"), *n))
        .collect();
    assert_eq!(moto.requests().unwrap(), expected);
}

/// Re-read and read back are two; four kinds of writes make six: rules opened, closed and described,
/// and tags.
#[tokio::test]
async fn one_group_is_restored_in_six_calls() {
    check_restore(
        r#"
ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=[
    rule(22, "0.0.0.0/0"), rule(3389, "0.0.0.0/0"), rule(5432, "203.0.113.0/24")])
ec2.revoke_security_group_ingress(
    GroupId=id, IpPermissions=[rule(80, "10.0.0.0/8"), rule(8080, "10.0.0.0/8")])
ec2.update_security_group_rule_descriptions_ingress(
    GroupId=id, IpPermissions=[rule(443, "10.0.0.0/8", "temporary")])
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}])"#,
        &[
            ("AuthorizeSecurityGroupIngress", 1),
            ("CreateTags", 1),
            ("DescribeSecurityGroups", 2),
            ("RevokeSecurityGroupIngress", 1),
            ("UpdateSecurityGroupRuleDescriptionsIngress", 1),
        ],
    )
    .await;
}

/// The EC2 API has one call per direction for opening, closing and describing, and two for tags. In
/// each direction a rule that an approved one replaces is closed after that one is open, by a call
/// of its own. More than four of these ten kinds at once take more than six calls; all take twelve.
#[tokio::test]
async fn a_group_in_which_everything_changed_takes_twelve_calls() {
    check_restore(
        r#"
opened = [rule(22, "0.0.0.0/0"), rule(80, "10.1.0.0/16")]
ec2.authorize_security_group_ingress(GroupId=id, IpPermissions=opened)
ec2.authorize_security_group_egress(GroupId=id, IpPermissions=opened)
ec2.revoke_security_group_ingress(GroupId=id, IpPermissions=[rule(80, "10.0.0.0/8")])
ec2.revoke_security_group_egress(GroupId=id, IpPermissions=[rule(80, "10.0.0.0/8")])
described = [rule(443, "10.0.0.0/8", "temporary")]
ec2.update_security_group_rule_descriptions_ingress(GroupId=id, IpPermissions=described)
ec2.update_security_group_rule_descriptions_egress(GroupId=id, IpPermissions=described)
ec2.create_tags(Resources=[id], Tags=[{"Key": "Env", "Value": "test"}, {"Key": "x", "Value": "y"}])"#,
        &[
            ("AuthorizeSecurityGroupEgress", 1),
            ("AuthorizeSecurityGroupIngress", 1),
            ("CreateTags", 1),
            ("DeleteTags", 1),
            ("DescribeSecurityGroups", 2),
            ("RevokeSecurityGroupEgress", 2),
            ("RevokeSecurityGroupIngress", 2),
            ("UpdateSecurityGroupRuleDescriptionsEgress", 1),
            ("UpdateSecurityGroupRuleDescriptionsIngress", 1),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_type_that_no_selection_names_is_never_asked_for() {
    let moto = Moto::start().unwrap();
    let connection = emulated(&moto.endpoint()).await;
    for entry in catalogue() {
        moto.reset_counts().unwrap();
        sweep(&connection, &scope(&[entry.name], &[])).await;
        let actions = entry.actions.list.iter().chain(entry.actions.read);
        let services: BTreeSet<&str> = actions.filter_map(|a| a.name.split(':').next()).collect();
        for called in moto.requests().unwrap().keys() {
            let service = called.split(':').next().unwrap();
            assert!(services.contains(service), "{}: {called}", entry.name);
        }
    }
}
