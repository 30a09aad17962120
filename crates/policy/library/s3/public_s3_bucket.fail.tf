# fails: aws_s3_bucket.acl
# fails: aws_s3_bucket.policy["eu"]
# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "acl" {
  bucket_prefix = "acl"
}

resource "aws_s3_bucket_acl" "acl" {
  bucket = aws_s3_bucket.acl.id
  acl    = "public-read"
}

resource "aws_s3_bucket" "policy" {
  for_each = toset(["eu"])
  bucket   = "policy-${each.key}"
}

resource "aws_s3_bucket_policy" "policy" {
  for_each = toset(["eu"])
  bucket   = aws_s3_bucket.policy[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::policy-eu/*"
    }]
  })
}

resource "aws_s3_bucket_public_access_block" "policy" {
  for_each          = aws_s3_bucket.policy
  bucket            = each.value.id
  block_public_acls = true
}

resource "aws_s3_bucket" "later" {
  bucket = "later"
}

resource "aws_s3_bucket_policy" "later" {
  bucket = aws_s3_bucket.later.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Resource = aws_s3_bucket.later.arn }] })
}
