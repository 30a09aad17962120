# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "logged" {
  bucket_prefix = "logged"
}

resource "aws_cloudtrail" "logged" {
  name           = "logged"
  s3_bucket_name = aws_s3_bucket.logged.id
}

resource "aws_s3_bucket_logging" "logged" {
  bucket        = aws_s3_bucket.logged.id
  target_bucket = aws_s3_bucket.access_logs.id
  target_prefix = "trail/"
}

# No trail writes here.
resource "aws_s3_bucket" "access_logs" {
  bucket_prefix = "access-logs"
}

# The setting belongs to this bucket or to the other.
resource "aws_s3_bucket" "later" {
  bucket_prefix = "later"
}

resource "aws_cloudtrail" "later" {
  name           = "later"
  s3_bucket_name = aws_s3_bucket.later.id
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_s3_bucket_logging" "later" {
  bucket        = terraform_data.later.output ? aws_s3_bucket.later.id : aws_s3_bucket.access_logs.id
  target_bucket = "acme-access-logs"
  target_prefix = "trail/"
}
