resource "aws_kms_key" "trail" {}

# The key is known only after apply, but it is certain that there will be one.
resource "aws_cloudtrail" "own_key" {
  name           = "own-key"
  s3_bucket_name = "acme-trail"
  kms_key_id     = aws_kms_key.trail.arn
}

resource "aws_cloudtrail" "existing_key" {
  name           = "existing-key"
  s3_bucket_name = "acme-trail"
  kms_key_id     = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
}
