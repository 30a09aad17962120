# fails: aws_s3_bucket.bare
# fails: aws_s3_bucket.suspended
# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}

resource "aws_s3_bucket" "suspended" {
  bucket_prefix = "suspended"
}

resource "aws_s3_bucket_versioning" "suspended" {
  bucket = aws_s3_bucket.suspended.id
  versioning_configuration {
    status = "Suspended"
  }
}

# The status comes from another resource, whose value is known only after apply.
resource "terraform_data" "status" {
  input = "Enabled"
}

resource "aws_s3_bucket" "later" {
  bucket = "later"
}

resource "aws_s3_bucket_versioning" "later" {
  bucket = aws_s3_bucket.later.id
  versioning_configuration {
    status = terraform_data.status.output
  }
}
