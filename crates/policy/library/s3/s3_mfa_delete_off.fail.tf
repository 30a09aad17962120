# fails: aws_s3_bucket.unset
# fails: aws_s3_bucket.off
# fails: aws_s3_bucket.inline
# unknown: aws_s3_bucket.later

resource "aws_s3_bucket" "unset" {
  bucket = "unset"
}

resource "aws_s3_bucket_versioning" "unset" {
  bucket = aws_s3_bucket.unset.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "off" {
  bucket = "off"
}

resource "aws_s3_bucket_versioning" "off" {
  bucket = aws_s3_bucket.off.id
  versioning_configuration {
    status     = "Enabled"
    mfa_delete = "Disabled"
  }
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"
  versioning {
    enabled = true
  }
}

resource "terraform_data" "later" {
  input = "Enabled"
}

resource "aws_s3_bucket" "later" {
  bucket = "later"
}

resource "aws_s3_bucket_versioning" "later" {
  bucket = aws_s3_bucket.later.id
  versioning_configuration {
    status     = "Enabled"
    mfa_delete = terraform_data.later.output
  }
}
