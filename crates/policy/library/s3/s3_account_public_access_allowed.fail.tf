# fails: aws_s3_account_public_access_block.unset
# fails: aws_s3_account_public_access_block.off
# unknown: aws_s3_account_public_access_block.later

resource "aws_s3_account_public_access_block" "unset" {
  block_public_acls   = true
  block_public_policy = true
}

resource "aws_s3_account_public_access_block" "off" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = false
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_s3_account_public_access_block" "later" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = terraform_data.later.output
}
