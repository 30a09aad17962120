resource "aws_s3_bucket" "enforced" {
  bucket_prefix = "enforced"
}

resource "aws_s3_bucket_ownership_controls" "enforced" {
  bucket = aws_s3_bucket.enforced.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

# AWS turns ACLs off where nothing is declared.
resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}
