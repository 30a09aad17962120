# fails: aws_s3_bucket.bare
# fails: aws_s3_bucket.aes
# fails: aws_s3_bucket.inline
# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}

resource "aws_s3_bucket" "aes" {
  bucket = "aes"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "aes" {
  bucket = aws_s3_bucket.aes.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
}

resource "terraform_data" "later" {
  input = "aws:kms"
}

resource "aws_s3_bucket" "later" {
  bucket = "later"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "later" {
  bucket = aws_s3_bucket.later.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = terraform_data.later.output
    }
  }
}
