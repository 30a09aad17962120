use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_ebs_volume",
    hcl: r#"
resource "aws_ebs_volume" "plain" {
  availability_zone = "us-east-1a"
  size              = 8
}
resource "aws_kms_key" "ebs_volume" {}
resource "aws_ebs_volume" "fast" {
  availability_zone = "us-east-1b"
  size              = 20
  type              = "gp3"
  iops              = 4000
  throughput        = 250
  encrypted         = true
  kms_key_id        = aws_kms_key.ebs_volume.arn
  tags              = { Name = "data", "cost center" = "a/b" }
}
resource "aws_ebs_volume" "provisioned" {
  availability_zone = "us-east-1a"
  size              = 10
  type              = "io1"
  iops              = 200
}
"#,
    changes: &[
        Change {
            name: "slowed down",
            on: "aws_ebs_volume.fast",
            statements: r#"client("ec2").modify_volume(VolumeId=id, Iops=3000, Throughput=125)"#,
            drift: &["iops", "throughput"],
        },
        Change {
            name: "another type",
            on: "aws_ebs_volume.fast",
            statements: r#"client("ec2").modify_volume(VolumeId=id, VolumeType="gp2")"#,
            drift: &["iops", "throughput", "type"],
        },
        Change {
            name: "tags changed, added and removed",
            on: "aws_ebs_volume.fast",
            statements: r#"
ec2 = client("ec2")
ec2.create_tags(Resources=[id], Tags=[
    {"Key": "Name", "Value": "other"}, {"Key": "a b/c", "Value": ""}])
ec2.delete_tags(Resources=[id], Tags=[{"Key": "cost center"}])"#,
            drift: &["tags.Name", "tags[\"a b/c\"]", "tags[\"cost center\"]"],
        },
        Change {
            name: "more IOPS paid for",
            on: "aws_ebs_volume.provisioned",
            statements: r#"client("ec2").modify_volume(VolumeId=id, Iops=500)"#,
            drift: &["iops"],
        },
    ],
    by_hand: &["create-tags", "delete-tags", "modify-volume"],
    ..NOTHING
};
