use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_instance",
    hcl: r##"
resource "aws_vpc" "instance" {
  cidr_block = "10.84.0.0/16"
}
resource "aws_subnet" "instance" {
  vpc_id     = aws_vpc.instance.id
  cidr_block = "10.84.1.0/24"
}
resource "aws_iam_role" "instance" {
  count = 2
  name  = "instance-case-${count.index}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
resource "aws_iam_instance_profile" "instance" {
  count = 2
  name  = "instance-case-${count.index}"
  path  = "/machines/"
  role  = aws_iam_role.instance[count.index].name
}
resource "aws_instance" "plain" {
  ami           = "ami-12c6146b"
  instance_type = "m5.large"
  subnet_id     = aws_subnet.instance.id
}
resource "aws_instance" "guarded" {
  ami                     = "ami-12c6146b"
  instance_type           = "t3.micro"
  subnet_id               = aws_subnet.instance.id
  private_ip              = "10.84.1.20"
  iam_instance_profile    = aws_iam_instance_profile.instance[0].name
  disable_api_stop        = true
  source_dest_check       = false
  user_data               = "#!/bin/sh\necho 'sécret'\n"
  tags                    = { Name = "guarded", "cost center" = "a/b" }
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "enabled"
  }
  root_block_device {
    volume_size = 20
    volume_type = "gp3"
    tags        = { Disk = "root" }
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 5
    encrypted   = true
  }
}
"##,
    changes: &[
        Change {
            name: "metadata for whoever asks",
            on: "aws_instance.guarded",
            statements: r#"
client("ec2").modify_instance_metadata_options(
    InstanceId=id, HttpTokens="optional", HttpPutResponseHopLimit=64, HttpEndpoint="enabled",
    HttpProtocolIpv6="disabled", InstanceMetadataTags="enabled")"#,
            drift: &[
                "metadata_options[0].http_put_response_hop_limit",
                "metadata_options[0].http_tokens",
            ],
        },
        Change {
            name: "protection taken away",
            on: "aws_instance.guarded",
            statements: r#"
ec2 = client("ec2")
ec2.modify_instance_attribute(InstanceId=id, DisableApiStop={"Value": False})
ec2.modify_instance_attribute(InstanceId=id, SourceDestCheck={"Value": True})"#,
            drift: &["disable_api_stop", "source_dest_check"],
        },
        Change {
            name: "tags changed, added and removed",
            on: "aws_instance.guarded",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[{"Key": "Name", "Value": "x"}, {"Key": "a", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Name", "tags.a", "tags[\"cost center\"]"],
        },
        Change {
            name: "disks that went with the instance are kept",
            on: "aws_instance.guarded",
            statements: r#"
client("ec2").modify_instance_attribute(InstanceId=id, BlockDeviceMappings=[
    {"DeviceName": "/dev/sda1", "Ebs": {"DeleteOnTermination": False}},
    {"DeviceName": "/dev/sdf", "Ebs": {"DeleteOnTermination": False}}])"#,
            drift: &[
                "ebs_block_device[/dev/sdf].delete_on_termination",
                "root_block_device[0].delete_on_termination",
            ],
        },
        Change {
            name: "routing allowed, and protected from being ended",
            on: "aws_instance.plain",
            statements: r#"
ec2 = client("ec2")
ec2.modify_instance_attribute(InstanceId=id, SourceDestCheck={"Value": False})
ec2.modify_instance_attribute(InstanceId=id, DisableApiTermination={"Value": True})"#,
            drift: &["disable_api_termination", "source_dest_check"],
        },
        Change {
            name: "tags given to an instance without any",
            on: "aws_instance.plain",
            statements: r#"client("ec2").create_tags(Resources=[id], Tags=[{"Key": "Name", "Value": "x"}])"#,
            drift: &["tags.Name"],
        },
    ],
    unseen: UNSEEN,
    by_hand: &[
        "create-tags",
        "delete-tags",
        "modify-instance-attribute",
        "modify-instance-metadata-options",
    ],
    ..NOTHING
};

const UNSEEN: &[(&str, &str)] = &[
    ("ec2:AssignIpv6Addresses", "see the type's own tests"),
    ("ec2:AssignPrivateIpAddresses", "see the type's own tests"),
    (
        "ec2:AssociateIamInstanceProfile",
        "see the tests of what is documented",
    ),
    (
        "ec2:DescribeIamInstanceProfileAssociations",
        "see the tests of what is documented",
    ),
    (
        "ec2:DisassociateIamInstanceProfile",
        "see the tests of what is documented",
    ),
    (
        "ec2:ModifyInstanceCreditSpecification",
        "the emulator has no such call",
    ),
    (
        "ec2:ModifyInstanceMaintenanceOptions",
        "the emulator has no such call",
    ),
    (
        "ec2:ModifyNetworkInterfaceAttribute",
        "the emulator lets an attached interface only gain groups",
    ),
    (
        "ec2:ModifyPrivateDnsNameOptions",
        "the emulator has no such call",
    ),
    (
        "ec2:ModifyVolume",
        "the emulator does not say of a volume that it goes with its instance, so that it would \
         drift as one of its own as well; see the type's own tests",
    ),
    ("ec2:MonitorInstances", "the emulator fails"),
    (
        "ec2:ReplaceIamInstanceProfileAssociation",
        "see the tests of what is documented",
    ),
    ("ec2:UnassignIpv6Addresses", "see the type's own tests"),
    ("ec2:UnassignPrivateIpAddresses", "see the type's own tests"),
    ("ec2:UnmonitorInstances", "the emulator fails"),
];
