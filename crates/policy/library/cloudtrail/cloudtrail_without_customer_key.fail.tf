# fails: aws_cloudtrail.unset
# unknown: aws_cloudtrail.later

resource "aws_cloudtrail" "unset" {
  name           = "unset"
  s3_bucket_name = "acme-trail"
}

resource "terraform_data" "later" {
  input = "arn:aws:kms:eu-west-1:123456789012:key/0abc1234"
}

locals {
  later = terraform_data.later.output
}

# What goes through a local cannot be followed: it may be null.
resource "aws_cloudtrail" "later" {
  name           = "later"
  s3_bucket_name = "acme-trail"
  kms_key_id     = local.later
}
