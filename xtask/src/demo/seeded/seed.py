# What examples/demo declares, made through the AWS API.
import json

TAGS = [{"Key": "app", "Value": "web"}]
ec2, s3 = client("ec2"), client("s3")


def tcp(port, description):
    return {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": port,
        "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": description}],
    }


def bucket(name, statement):
    s3.create_bucket(Bucket=name)
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": TAGS})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    print(f"made bucket {name}")


vpc = ec2.create_vpc(CidrBlock="10.30.0.0/16")["Vpc"]["VpcId"]
group = ec2.create_security_group(
    GroupName="driftlock-demo-web",
    Description="Web servers",
    VpcId=vpc,
    TagSpecifications=[{"ResourceType": "security-group", "Tags": TAGS}],
)["GroupId"]
ec2.authorize_security_group_ingress(
    GroupId=group, IpPermissions=[tcp(80, "web 80"), tcp(443, "web 443")]
)
print(f"made security group {group} in {vpc}: 80 and 443 in")
data = "arn:aws:s3:::driftlock-demo-data"
bucket(
    "driftlock-demo-data",
    {
        "Sid": "DenyInsecureTransport",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [data, f"{data}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    },
)
blocked = dict.fromkeys(
    ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"], True
)
s3.put_public_access_block(
    Bucket="driftlock-demo-data", PublicAccessBlockConfiguration=blocked
)
bucket(
    "driftlock-demo-assets",
    {
        "Sid": "PublicRead",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::driftlock-demo-assets/*",
    },
)
