# fails: aws_s3_bucket.forced
# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "forced" {
  bucket        = "forced"
  force_destroy = true
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_s3_bucket" "later" {
  bucket        = "later"
  force_destroy = terraform_data.later.output
}
