variable "name" {
  type = string
}

resource "aws_s3_bucket_versioning" "passed" {
  bucket = var.name
  versioning_configuration {
    status = "Enabled"
  }
}
