resource "aws_s3_bucket" "made" {
  bucket_prefix = "made"
}

output "bucket" {
  value = aws_s3_bucket.made.id
}
