# fails: aws_s3_bucket_policy.anyone
# fails: aws_s3_bucket_policy.loose
# fails: aws_s3_bucket.inline
# unknown: aws_s3_bucket_policy.later

resource "aws_s3_bucket_policy" "anyone" {
  bucket = "site"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "Own", Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "s3:*", Resource = "*" },
      { Sid = "All", Effect = "Allow", Principal = "*", Action = ["s3:GetObject"], Resource = "*" },
    ]
  })
}

# The condition holds for everyone.
resource "aws_s3_bucket_policy" "loose" {
  bucket = "loose"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { AWS = ["*"] }
      Action    = "s3:PutObject"
      Resource  = "*"
      Condition = { IpAddress = { "aws:SourceIp" = "0.0.0.0/0" } }
    }
  })
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", NotPrincipal = { AWS = "123456789012" }, Action = "s3:*", Resource = "*" }]
  })
}

resource "aws_s3_bucket" "later" {
  bucket = "later"
}

resource "aws_s3_bucket_policy" "later" {
  bucket = "later"
  policy = jsonencode({ Statement = [{ Resource = aws_s3_bucket.later.arn }] })
}
