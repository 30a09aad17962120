# Trails record unless they are told not to.
resource "aws_cloudtrail" "unset" {
  name           = "unset"
  s3_bucket_name = "acme-trail"
}

resource "aws_cloudtrail" "on" {
  name           = "started"
  s3_bucket_name = "acme-trail"
  enable_logging = true
}
