# fails: aws_cloudtrail.unset
# fails: aws_cloudtrail.writes

resource "aws_cloudtrail" "unset" {
  name           = "unset"
  s3_bucket_name = "acme-trail"
}

resource "aws_cloudtrail" "writes" {
  name           = "writes"
  s3_bucket_name = "acme-trail"
  event_selector {
    read_write_type = "WriteOnly"
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
