import json

ec2, s3 = client("ec2"), client("s3")


def live_group():
    return ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]


def live_rule(port):
    return next(rule for rule in live_group()["IpPermissions"] if rule["FromPort"] == port)


def tcp(port, cidr, description="added by hand"):
    peer = {"CidrIp": cidr, "Description": description}
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "IpRanges": [peer]}


def blocked(**changed):
    flags = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"]
    return {**dict.fromkeys(flags, True), **changed}


def everybody(bucket):
    statement = {
        "Sid": "Everybody",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
