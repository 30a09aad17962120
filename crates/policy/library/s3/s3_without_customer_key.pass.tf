resource "aws_kms_key" "data" {}

# The key is known only after apply, the algorithm is not.
resource "aws_s3_bucket" "own_key" {
  bucket_prefix = "own-key"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "own_key" {
  bucket = aws_s3_bucket.own_key.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}

resource "aws_s3_bucket" "twice" {
  bucket = "twice"
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "aws:kms:dsse"
      }
    }
  }
}

# S3 delivers no access logs to a bucket with a KMS key.
resource "aws_s3_bucket" "logs" {
  bucket_prefix = "logs"
}

resource "aws_s3_bucket_logging" "own_key" {
  bucket        = aws_s3_bucket.own_key.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "own-key/"
}
