# fails: aws_s3_bucket.by_name
# fails: aws_s3_bucket.by_reference

resource "aws_s3_bucket" "by_name" {
  bucket = "acme-trail"
}

resource "aws_cloudtrail" "by_name" {
  name           = "by-name"
  s3_bucket_name = "acme-trail"
}

resource "aws_s3_bucket" "by_reference" {
  bucket_prefix = "acme-trail"
}

resource "aws_cloudtrail" "by_reference" {
  name           = "by-reference"
  s3_bucket_name = aws_s3_bucket.by_reference.id
}
