import json

ec2, s3 = client("ec2"), client("s3")
bucket = "driftlock-demo-data"
found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["driftlock-demo-web"]}])
ports = sorted(rule["FromPort"] for rule in found["SecurityGroups"][0]["IpPermissions"])
policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
statements = policy["Statement"]
live = {
    "ports": ports,
    "versioning": s3.get_bucket_versioning(Bucket=bucket).get("Status"),
    "policy": statements[0]["Sid"] if len(statements) == 1 else None,
}
print(json.dumps(live))
