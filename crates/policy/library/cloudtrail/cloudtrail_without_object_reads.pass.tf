resource "aws_s3_bucket" "customers" {
  bucket_prefix = "customers"
}

# Which bucket it is, is known only after apply; that its objects are recorded is certain.
resource "aws_cloudtrail" "all" {
  name           = "all"
  s3_bucket_name = "acme-trail"
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.customers.arn}/"]
    }
  }
}
