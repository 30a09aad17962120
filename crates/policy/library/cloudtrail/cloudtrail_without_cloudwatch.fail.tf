# fails: aws_cloudtrail.unset
# unknown: aws_cloudtrail.later

resource "aws_cloudtrail" "unset" {
  name           = "unset"
  s3_bucket_name = "acme-trail"
}

resource "terraform_data" "later" {
  input = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
}

locals {
  later = terraform_data.later.output
}

# What goes through a local cannot be followed: it may be null.
resource "aws_cloudtrail" "later" {
  name                       = "later"
  s3_bucket_name             = "acme-trail"
  cloud_watch_logs_group_arn = local.later
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}
