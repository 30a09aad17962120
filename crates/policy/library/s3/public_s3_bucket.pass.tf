resource "aws_s3_bucket" "plain" {
  bucket_prefix = "plain"
}

# Public in words, but blocked.
resource "aws_s3_bucket" "blocked" {
  bucket = "blocked"
}

resource "aws_s3_bucket_public_access_block" "blocked" {
  bucket                  = aws_s3_bucket.blocked.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_acl" "blocked" {
  bucket = aws_s3_bucket_public_access_block.blocked.bucket
  acl    = "public-read"
}

# For everyone, but only from one organisation.
resource "aws_s3_bucket" "narrowed" {
  bucket = "narrowed"
}

resource "aws_s3_bucket_policy" "narrowed" {
  bucket = aws_s3_bucket.narrowed.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::narrowed/*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1234567890" } }
    }
  })
}
