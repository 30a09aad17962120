# fails: aws_ebs_snapshot_copy.unset
# fails: aws_ami_copy.off
# unknown: aws_ebs_snapshot_copy.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_ebs_snapshot_copy" "unset" {
  source_snapshot_id = "snap-0abc1234"
  source_region      = "eu-central-1"
}

resource "aws_ami_copy" "off" {
  name              = "off"
  source_ami_id     = "ami-0abc1234"
  source_ami_region = "eu-central-1"
  encrypted         = false
}

resource "aws_ebs_snapshot_copy" "later" {
  source_snapshot_id = "snap-0abc1234"
  source_region      = "eu-central-1"
  encrypted          = terraform_data.later.output
}
