# fails: aws_s3_bucket.bare
# fails: aws_s3_bucket.other
# fails: aws_s3_bucket.disabled
# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}

resource "aws_s3_bucket" "other" {
  bucket = "other"
}

resource "aws_s3_bucket_lifecycle_configuration" "other" {
  bucket = aws_s3_bucket.other.id
  rule {
    id     = "expire"
    status = "Enabled"
    filter {}
    expiration {
      days = 90
    }
  }
}

resource "aws_s3_bucket" "disabled" {
  bucket = "disabled"
}

resource "aws_s3_bucket_lifecycle_configuration" "disabled" {
  bucket = aws_s3_bucket.disabled.id
  rule {
    id     = "uploads"
    status = "Disabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

resource "terraform_data" "later" {
  input = "Enabled"
}

resource "aws_s3_bucket" "later" {
  bucket = "later"
}

resource "aws_s3_bucket_lifecycle_configuration" "later" {
  bucket = aws_s3_bucket.later.id
  rule {
    id     = "uploads"
    status = terraform_data.later.output
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}
