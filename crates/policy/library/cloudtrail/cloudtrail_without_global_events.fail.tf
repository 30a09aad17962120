# fails: aws_cloudtrail.off
# unknown: aws_cloudtrail.later

resource "aws_cloudtrail" "off" {
  name                          = "off"
  s3_bucket_name                = "acme-trail"
  include_global_service_events = false
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_cloudtrail" "later" {
  name                          = "later"
  s3_bucket_name                = "acme-trail"
  include_global_service_events = terraform_data.later.output
}
