iam = client("iam")


def egress(port, description):
    peer = {"CidrIp": "10.0.0.0/8", "Description": description}
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [peer]}


def tag_bucket(owner):
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "owner", "Value": owner}]})


def extend():
    """What is in a scene of which every action is needed."""
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[egress(5432, "database")])
    tag_bucket("team-a")
    s3.create_bucket(Bucket="rig-bare")


def drift_more():
    """What drift() leaves alone."""
    changed = [tcp(443, "0.0.0.0/0", "changed")]
    ec2.update_security_group_rule_descriptions_ingress(GroupId=group, IpPermissions=changed)
    changed = [egress(5432, "changed")]
    ec2.update_security_group_rule_descriptions_egress(GroupId=group, IpPermissions=changed)
    everything = [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]
    ec2.revoke_security_group_egress(GroupId=group, IpPermissions=everything)
    ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[egress(25, "mail")])
    ec2.create_tags(Resources=[group], Tags=[{"Key": "rogue", "Value": "yes"}])
    tag_bucket("nobody")
    policy = statement("Allow", "s3:GetObject").replace(bucket, "rig-bare")
    s3.put_bucket_policy(Bucket="rig-bare", Policy=policy)


def give(of_user, of_role):
    """Makes a user and a role with these policies, and prints the user's key."""
    iam.create_user(UserName="watcher")
    for number, policy in enumerate(of_user):
        iam.put_user_policy(
            UserName="watcher", PolicyName=f"p{number}", PolicyDocument=json.dumps(policy))
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole",
             "Principal": {"AWS": "arn:aws:iam::123456789012:user/watcher"}}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName="restorer", AssumeRolePolicyDocument=trust)
    for number, policy in enumerate(of_role):
        iam.put_role_policy(
            RoleName="restorer", PolicyName=f"p{number}", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="watcher")["AccessKey"]
    print(json.dumps({name: key[name] for name in ("AccessKeyId", "SecretAccessKey")}))
