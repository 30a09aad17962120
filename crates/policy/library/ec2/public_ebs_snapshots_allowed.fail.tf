# fails: aws_ebs_snapshot_block_public_access.off
# unknown: aws_ebs_snapshot_block_public_access.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_ebs_snapshot_block_public_access" "off" {
  state = "unblocked"
}

resource "aws_ebs_snapshot_block_public_access" "later" {
  state = terraform_data.later.output ? "block-all-sharing" : "unblocked"
}
