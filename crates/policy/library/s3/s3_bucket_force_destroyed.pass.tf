resource "aws_s3_bucket" "unset" {
  bucket = "unset"
}

resource "aws_s3_bucket" "off" {
  bucket        = "off"
  force_destroy = false
}
