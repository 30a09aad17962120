# fails: aws_cloudtrail.unset
# fails: aws_cloudtrail.reads
# fails: aws_cloudtrail.functions
# fails: aws_cloudtrail.advanced_reads

resource "aws_cloudtrail" "unset" {
  name           = "unset"
  s3_bucket_name = "acme-trail"
}

resource "aws_cloudtrail" "reads" {
  name           = "reads"
  s3_bucket_name = "acme-trail"
  event_selector {
    read_write_type = "ReadOnly"
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}

resource "aws_cloudtrail" "functions" {
  name           = "functions"
  s3_bucket_name = "acme-trail"
  event_selector {
    data_resource {
      type   = "AWS::Lambda::Function"
      values = ["arn:aws:lambda"]
    }
  }
}

resource "aws_cloudtrail" "advanced_reads" {
  name           = "advanced-reads"
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
      equals = ["true"]
    }
  }
}
