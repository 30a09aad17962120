# One trail that records them is enough for the account.
resource "aws_cloudtrail" "management" {
  name           = "management"
  s3_bucket_name = "acme-trail"
}

resource "aws_cloudtrail" "writes" {
  name           = "writes"
  s3_bucket_name = "acme-trail"
  advanced_event_selector {
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field  = "readOnly"
      equals = ["false"]
    }
  }
}
