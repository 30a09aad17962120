# fails: aws_s3_bucket.bare
# fails: aws_s3_bucket.other
# fails: aws_s3_bucket.objects_left_out
# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}

resource "aws_s3_bucket" "other" {
  bucket = "other"
}

resource "aws_s3_bucket_policy" "other" {
  bucket = aws_s3_bucket.other.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::other/*"
    }]
  })
}

# Only requests for the bucket itself are denied, not those for its objects.
resource "aws_s3_bucket" "objects_left_out" {
  bucket = "objects-left-out"
}

resource "aws_s3_bucket_policy" "objects_left_out" {
  bucket = aws_s3_bucket.objects_left_out.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "arn:aws:s3:::objects-left-out"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_s3_bucket" "later" {
  bucket = "later"
}

resource "aws_s3_bucket_policy" "later" {
  bucket = aws_s3_bucket.later.id
  policy = jsonencode({ Statement = [{ Resource = aws_s3_bucket.later.arn }] })
}
