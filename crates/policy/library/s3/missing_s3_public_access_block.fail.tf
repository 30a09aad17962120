# fails: aws_s3_bucket.bare
# fails: aws_s3_bucket.half[1]
# fails: aws_s3_bucket.half[0]

resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}

resource "aws_s3_bucket" "half" {
  count         = 2
  bucket_prefix = "half"
}

resource "aws_s3_bucket_public_access_block" "half" {
  count               = 2
  bucket              = aws_s3_bucket.half[count.index].id
  block_public_acls   = true
  block_public_policy = true
}
