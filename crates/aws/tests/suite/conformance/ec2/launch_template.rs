use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_launch_template",
    hcl: r##"
resource "aws_launch_template" "plain" {
  name = "launch-template-plain"
}
resource "aws_launch_template" "web" {
  name                                 = "launch-template-web"
  description                          = "web, \"really\""
  image_id                             = "ami-12c6146b"
  instance_type                        = "t3.micro"
  key_name                             = "a key"
  ebs_optimized                        = true
  disable_api_termination              = true
  instance_initiated_shutdown_behavior = "terminate"
  vpc_security_group_ids               = ["sg-0123456789abcdef0", "sg-0123456789abcdef1"]
  block_device_mappings {
    device_name = "/dev/sda1"
    ebs {
      volume_size           = 20
      volume_type           = "gp3"
      iops                  = 4000
      throughput            = 250
      encrypted             = true
      delete_on_termination = false
    }
  }
  block_device_mappings {
    device_name  = "/dev/sdb"
    virtual_name = "ephemeral0"
  }
  iam_instance_profile {
    name = "web"
  }
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }
  monitoring {
    enabled = true
  }
  placement {
    availability_zone = "us-east-1a"
    tenancy           = "dedicated"
  }
  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "web & more", "cost center" = "a/b" }
  }
  tag_specifications {
    resource_type = "volume"
    tags          = { Name = "web" }
  }
}
resource "aws_launch_template" "interfaces" {
  name      = "launch-template-interfaces"
  image_id  = "ami-12c6146b"
  user_data = base64encode("#!/bin/sh\necho secret\n")
  network_interfaces {
    associate_public_ip_address = false
    delete_on_termination       = true
    device_index                = 0
    security_groups             = ["sg-0123456789abcdef0"]
    subnet_id                   = "subnet-0123456789abcdef0"
  }
  network_interfaces {
    description    = "second"
    device_index   = 1
    ipv4_addresses = ["10.0.0.4", "10.0.0.5"]
  }
}
"##,
    changes: &[
        Change {
            name: "a version that asks for no token and opens up, made the default",
            on: "aws_launch_template.web",
            statements: r#"
ec2 = client("ec2")
data = ec2.describe_launch_template_versions(
    LaunchTemplateId=id, Versions=["$Latest"])["LaunchTemplateVersions"][0]["LaunchTemplateData"]
data["MetadataOptions"] = {"HttpTokens": "optional", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 64}
data["SecurityGroupIds"] = ["sg-0123456789abcdef0", "sg-0123456789abcdef9"]
data["ImageId"] = "ami-03cf127a"
data["BlockDeviceMappings"] = [
    {"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 20, "VolumeType": "gp3", "Iops": 4000, "Throughput": 250,
     "DeleteOnTermination": False}}]
version = ec2.create_launch_template_version(
    LaunchTemplateId=id, VersionDescription='web, "really"',
    LaunchTemplateData=data)["LaunchTemplateVersion"]["VersionNumber"]
ec2.modify_launch_template(LaunchTemplateId=id, DefaultVersion=str(version))"#,
            drift: &[
                "block_device_mappings[0].ebs[0].encrypted",
                "block_device_mappings[1]",
                "default_version",
                "image_id",
                "metadata_options[0].http_put_response_hop_limit",
                "metadata_options[0].http_tokens",
                "vpc_security_group_ids[sg-0123456789abcdef1]",
                "vpc_security_group_ids[sg-0123456789abcdef9]",
            ],
        },
        Change {
            name: "an empty version that is not the default",
            on: "aws_launch_template.web",
            statements: r#"
client("ec2").create_launch_template_version(
    LaunchTemplateId=id, VersionDescription="x", LaunchTemplateData={"InstanceType": "t3.large"})"#,
            drift: &[
                "block_device_mappings[0]",
                "block_device_mappings[1]",
                "description",
                "disable_api_termination",
                "ebs_optimized",
                "iam_instance_profile[0]",
                "image_id",
                "instance_initiated_shutdown_behavior",
                "instance_type",
                "key_name",
                "metadata_options[0]",
                "monitoring[0]",
                "placement[0]",
                "tag_specifications[0]",
                "tag_specifications[1]",
                "vpc_security_group_ids[sg-0123456789abcdef0]",
                "vpc_security_group_ids[sg-0123456789abcdef1]",
            ],
        },
        Change {
            name: "settings given to a template without any",
            on: "aws_launch_template.plain",
            statements: r#"
client("ec2").create_launch_template_version(
    LaunchTemplateId=id, LaunchTemplateData={"KeyName": "mine", "EbsOptimized": True})"#,
            drift: &["ebs_optimized", "key_name"],
        },
    ],
    unseen: &[
        (
            "ec2:CreateTags",
            "the emulator tells the tags that a template was made with for ever",
        ),
        ("ec2:DeleteTags", "the same"),
    ],
    by_hand: &["create-launch-template-version", "modify-launch-template"],
    ..NOTHING
};
