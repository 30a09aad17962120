# fails: aws_s3_bucket.writer
# fails: aws_s3_bucket.preferred
# fails: aws_s3_bucket.acl
# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "writer" {
  bucket = "writer"
}

resource "aws_s3_bucket_ownership_controls" "writer" {
  bucket = aws_s3_bucket.writer.id
  rule {
    object_ownership = "ObjectWriter"
  }
}

resource "aws_s3_bucket" "preferred" {
  bucket_prefix = "preferred"
}

resource "aws_s3_bucket_ownership_controls" "preferred" {
  bucket = aws_s3_bucket.preferred.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "preferred" {
  bucket = aws_s3_bucket_ownership_controls.preferred.bucket
  acl    = "private"
}

resource "aws_s3_bucket" "acl" {
  bucket = "acl"
}

resource "aws_s3_bucket_acl" "acl" {
  bucket = aws_s3_bucket.acl.id
  acl    = "log-delivery-write"
}

resource "terraform_data" "later" {
  input = "BucketOwnerEnforced"
}

resource "aws_s3_bucket" "later" {
  bucket = "later"
}

resource "aws_s3_bucket_ownership_controls" "later" {
  bucket = aws_s3_bucket.later.id
  rule {
    object_ownership = terraform_data.later.output
  }
}
