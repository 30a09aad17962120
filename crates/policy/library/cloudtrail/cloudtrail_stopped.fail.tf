# fails: aws_cloudtrail.off
# unknown: aws_cloudtrail.later

resource "aws_cloudtrail" "off" {
  name           = "stopped"
  s3_bucket_name = "acme-trail"
  enable_logging = false
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_cloudtrail" "later" {
  name           = "later"
  s3_bucket_name = "acme-trail"
  enable_logging = terraform_data.later.output
}
