# Trails include them unless they are told not to.
resource "aws_cloudtrail" "unset" {
  name           = "unset"
  s3_bucket_name = "acme-trail"
}
