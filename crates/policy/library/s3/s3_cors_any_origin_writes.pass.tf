# Anyone may read, own sites may write.
resource "aws_s3_bucket_cors_configuration" "uploads" {
  bucket = "acme-uploads"
  cors_rule {
    allowed_methods = ["GET", "HEAD"]
    allowed_origins = ["*"]
  }
  cors_rule {
    allowed_methods = ["PUT", "POST", "DELETE"]
    allowed_origins = ["https://www.example.com", "https://*.example.org"]
  }
}

resource "aws_s3_bucket" "bare" {
  bucket = "bare"
}
