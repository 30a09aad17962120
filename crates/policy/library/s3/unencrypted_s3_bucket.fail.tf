# fails: aws_s3_bucket.data
# fails: aws_s3_bucket.other["b"]

resource "aws_s3_bucket" "data" {
  bucket = "data"
}

resource "aws_s3_bucket" "other" {
  for_each      = toset(["a", "b"])
  bucket_prefix = each.key
}

resource "aws_s3_bucket_server_side_encryption_configuration" "other" {
  bucket = aws_s3_bucket.other["a"].id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}
