resource "aws_s3_bucket" "data" {
  bucket_prefix = "data"
}

resource "aws_s3_bucket_logging" "data" {
  bucket        = aws_s3_bucket.data.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "data/"
}

# Logging of a bucket for logs would never end.
resource "aws_s3_bucket" "logs" {
  bucket_prefix = "logs"
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"
  logging {
    target_bucket = "named-logs"
  }
}

resource "aws_s3_bucket" "named_logs" {
  bucket = "named-logs"
}
