# fails: aws_cloudtrail.unset
# fails: aws_cloudtrail.off
# unknown: aws_cloudtrail.later

resource "aws_cloudtrail" "unset" {
  name           = "unset"
  s3_bucket_name = "acme-trail"
}

resource "aws_cloudtrail" "off" {
  name                       = "off"
  s3_bucket_name             = "acme-trail"
  enable_log_file_validation = false
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_cloudtrail" "later" {
  name                       = "later"
  s3_bucket_name             = "acme-trail"
  enable_log_file_validation = terraform_data.later.output
}
