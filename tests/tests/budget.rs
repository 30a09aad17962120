//! What healing costs, in calls to AWS: counted, never timed.
//!
//! Terraform heals the same seven drifts with 254 calls (hashicorp/aws 5.100.0 on the same emulator).

use std::collections::BTreeMap;

use driftlock_stories::Story;

const SEED: &str = r#"
ec2, s3 = client("ec2"), client("s3")
vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
for n in range(10):
    group = ec2.create_security_group(GroupName=f"web-{n}", Description="web", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "https"}]}])
    ec2.create_tags(Resources=[group], Tags=[{"Key": "app", "Value": "web"}])
    bucket = f"budget-{n}"
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "app", "Value": "web"}]})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]})
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
"#;

/// The seven of the fifteen out-of-band changes of DESIGN.md that `terraform apply` heals as well.
const DRIFT: &str = r#"
ec2, s3 = client("ec2"), client("s3")
groups = sorted((g["GroupName"], g["GroupId"]) for g in ec2.describe_security_groups()["SecurityGroups"] if g["GroupName"].startswith("web-"))
group = [id for _, id in groups]
ec2.authorize_security_group_ingress(GroupId=group[0], IpPermissions=[{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
ec2.update_security_group_rule_descriptions_ingress(GroupId=group[1], IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "other"}]}])
ec2.create_tags(Resources=[group[2]], Tags=[{"Key": "app", "Value": "other"}])
s3.put_bucket_versioning(Bucket="budget-3", VersioningConfiguration={"Status": "Suspended"})
s3.put_bucket_encryption(Bucket="budget-4", ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]})
s3.put_bucket_tagging(Bucket="budget-5", Tagging={"TagSet": [{"Key": "app", "Value": "other"}]})
s3.delete_public_access_block(Bucket="budget-6")
"#;

/// Groups, and what most people declare of buckets.
const TYPES: [&str; 6] = [
    "aws_security_group",
    "aws_s3_bucket",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
];

#[test]
fn seven_drifts_are_healed_with_few_calls() {
    let story = Story::begin("", "b").unwrap();
    let moto = &story.scene.moto;
    moto.boto3(SEED).unwrap();
    let types = TYPES.iter().flat_map(|kind| ["--type", kind]);
    let set: Vec<_> = ["baseline", "set", "b"].into_iter().chain(types).collect();
    story.driftlock(&set, 0).unwrap();
    moto.boto3(DRIFT).unwrap();

    let calls = |args: &[&str], code| {
        moto.reset_counts().unwrap();
        story.driftlock(args, code).unwrap();
        moto.requests().unwrap()
    };
    let sum = |counts: &BTreeMap<String, u64>| counts.values().sum::<u64>();
    let look = calls(&["drift", "b"], 1);
    let heal = calls(&["enforce", "b", "--once", "--mode", "enforce"], 0);
    story.drift(0).unwrap();

    // Seven times: read again, one call, read back. Tags of a bucket are put as a whole, so AWS's own
    // are read before.
    let healing = sum(&heal) - sum(&look);
    assert_eq!(healing, 7 * 3 + 1, "{heal:#?}");
    assert!(healing < 60, "the budget");
    // Who is calling, both lists, and five reads for each bucket: nothing is read twice.
    assert_eq!(sum(&look), 3 + 10 * 5, "{look:#?}");
}
