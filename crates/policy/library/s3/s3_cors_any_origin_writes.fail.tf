# fails: aws_s3_bucket_cors_configuration.anyone
# fails: aws_s3_bucket_cors_configuration.any_https
# fails: aws_s3_bucket.inline
# unknown: aws_s3_bucket_cors_configuration.later

resource "aws_s3_bucket_cors_configuration" "anyone" {
  bucket = "acme-uploads"
  cors_rule {
    allowed_methods = ["GET", "PUT", "POST"]
    allowed_origins = ["*"]
  }
}

resource "aws_s3_bucket_cors_configuration" "any_https" {
  bucket = "acme-uploads"
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
  }
  cors_rule {
    allowed_methods = ["DELETE"]
    allowed_origins = ["https://www.example.com", "https://*"]
  }
}

resource "aws_s3_bucket" "inline" {
  bucket = "inline"
  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = ["*"]
  }
}

resource "terraform_data" "later" {
  input = "https://www.example.com"
}

resource "aws_s3_bucket_cors_configuration" "later" {
  bucket = "acme-uploads"
  cors_rule {
    allowed_methods = ["PUT"]
    allowed_origins = [terraform_data.later.output]
  }
}
