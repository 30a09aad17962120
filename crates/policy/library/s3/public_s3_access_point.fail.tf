# fails: aws_s3_access_point.policy
# fails: aws_s3_access_point.everything
# unknown: aws_s3_access_point.later

resource "aws_s3_access_point" "policy" {
  name   = "policy"
  bucket = "acme-data"
  public_access_block_configuration {
    block_public_policy = false
  }
}

resource "aws_s3_access_point" "everything" {
  name   = "everything"
  bucket = "acme-data"
  public_access_block_configuration {
    block_public_acls       = false
    block_public_policy     = false
    ignore_public_acls      = false
    restrict_public_buckets = false
  }
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_s3_access_point" "later" {
  name   = "later"
  bucket = "acme-data"
  public_access_block_configuration {
    restrict_public_buckets = terraform_data.later.output
  }
}
