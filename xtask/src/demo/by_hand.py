# Somebody in a hurry, with an AWS console of their own.
import json

ec2, s3 = client("ec2"), client("s3")
bucket = "driftlock-demo-data"
found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["driftlock-demo-web"]}])
group = found["SecurityGroups"][0]
https = [rule for rule in group["IpPermissions"] if rule["FromPort"] == 443]
ec2.revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=https)
print(f"closed 443 on {group['GroupId']}")
ssh = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
ec2.authorize_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[ssh])
print(f"opened 22 to the world on {group['GroupId']}")
s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})
print(f"suspended versioning of {bucket}")
public = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "Quick",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{bucket}/*",
        }
    ],
}
s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(public))
print(f"replaced the policy of {bucket} with one that lets everybody read")
