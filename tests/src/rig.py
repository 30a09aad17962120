import json

ec2, s3 = client("ec2"), client("s3")
bucket = "rig-data"
group = None


def tcp(port, cidr, description="by hand"):
    peer = {"CidrIp": cidr, "Description": description}
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [peer]}


def statement(effect, action, **condition):
    resource = f"arn:aws:s3:::{bucket}/*"
    allowed = {"Effect": effect, "Principal": "*", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**allowed, **condition}]})


def encrypt(algorithm):
    by_default = {"SSEAlgorithm": algorithm}
    rule = {"ApplyServerSideEncryptionByDefault": by_default, "BucketKeyEnabled": algorithm != "AES256"}
    s3.put_bucket_encryption(
        Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})


def versioning(status):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": status})


def make():
    """Makes the scene as it will be approved, and the bucket of the store."""
    global group
    s3.create_bucket(Bucket="rig-store")
    s3.put_bucket_versioning(Bucket="rig-store", VersioningConfiguration={"Status": "Enabled"})
    vpc = ec2.create_vpc(CidrBlock="10.70.0.0/16")["Vpc"]["VpcId"]
    group = ec2.create_security_group(GroupName="rig", Description="Rig", VpcId=vpc)["GroupId"]
    ec2.create_tags(Resources=[group], Tags=[{"Key": "owner", "Value": "team-a"}])
    rules = [tcp(443, "0.0.0.0/0", "https"), tcp(8443, "10.0.0.0/8", "office")]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=rules)
    s3.create_bucket(Bucket=bucket)
    versioning("Enabled")
    encrypt("aws:kms")
    flags = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
    s3.put_public_access_block(
        Bucket=bucket, PublicAccessBlockConfiguration=dict.fromkeys(flags, True))
    secure = {"Bool": {"aws:SecureTransport": "false"}}
    s3.put_bucket_policy(Bucket=bucket, Policy=statement("Deny", "s3:*", Condition=secure))
    return group


def open_ssh():
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[tcp(22, "0.0.0.0/0")])


def rogue(number):
    """A rule and a tag that no other number makes."""
    rule = tcp(2000 + number, "0.0.0.0/0")
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    ec2.create_tags(Resources=[group], Tags=[{"Key": f"rogue-{number}", "Value": "yes"}])


def drift():
    """Changes five resources: six of their attributes."""
    open_ssh()
    office = next(rule for rule in seen_group()["IpPermissions"] if rule["FromPort"] == 8443)
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[office])
    ec2.create_tags(Resources=[group], Tags=[{"Key": "owner", "Value": "nobody"}])
    s3.put_bucket_policy(Bucket=bucket, Policy=statement("Allow", "s3:GetObject"))
    s3.delete_public_access_block(Bucket=bucket)
    versioning("Suspended")
    encrypt("AES256")


def seen_group():
    return ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]


def answer(call, field):
    try:
        return call(Bucket=bucket).get(field)
    except s3.exceptions.ClientError as error:
        return error.response["Error"]["Code"]


def seen():
    live = seen_group()
    rules = [sorted(json.dumps(rule, sort_keys=True) for rule in live[name])
             for name in ("IpPermissions", "IpPermissionsEgress")]
    policy = answer(s3.get_bucket_policy, "Policy")
    parts = [
        rules,
        sorted((tag["Key"], tag["Value"]) for tag in live.get("Tags", [])),
        json.loads(policy) if policy.startswith("{") else policy,
        answer(s3.get_bucket_versioning, "Status"),
        answer(s3.get_bucket_encryption, "ServerSideEncryptionConfiguration"),
        answer(s3.get_public_access_block, "PublicAccessBlockConfiguration"),
    ]
    return json.dumps(parts, sort_keys=True)
