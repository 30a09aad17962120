resource "aws_ebs_encryption_by_default" "on" {
  enabled = true
}

resource "aws_ebs_snapshot_copy" "by_default" {
  source_snapshot_id = "snap-0abc1234"
  source_region      = "eu-central-1"
}

resource "aws_ami_copy" "encrypted" {
  name              = "encrypted"
  source_ami_id     = "ami-0abc1234"
  source_ami_region = "eu-central-1"
  encrypted         = true
}
