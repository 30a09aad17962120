# fails: aws_s3_bucket.bare
# unknown: aws_s3_bucket.first
# unknown: aws_s3_bucket.second

resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}

# Which of the two is logged is known only after apply.
resource "terraform_data" "later" {
  input = true
}

resource "aws_s3_bucket" "first" {
  bucket_prefix = "first"
}

resource "aws_s3_bucket" "second" {
  bucket_prefix = "second"
}

resource "aws_s3_bucket_logging" "either" {
  bucket        = terraform_data.later.output ? aws_s3_bucket.first.id : aws_s3_bucket.second.id
  target_bucket = "acme-logs"
  target_prefix = "either/"
}
