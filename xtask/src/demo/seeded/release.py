# A release without Terraform: the same group, one port more.
ec2 = client("ec2")
found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["driftlock-demo-web"]}])
group = found["SecurityGroups"][0]["GroupId"]
rule = {
    "IpProtocol": "tcp",
    "FromPort": 8443,
    "ToPort": 8443,
    "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "web 8443"}],
}
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
print(f"opened 8443 on {group}")
