resource "aws_ebs_volume" "large" {
  availability_zone = "eu-west-1a"
  size              = 500
}

resource "aws_ebs_volume" "small" {
  availability_zone = "eu-west-1a"
  size              = 8
  encrypted         = true
  tags              = { owner = "shop" }
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_ebs_volume" "later" {
  availability_zone = "eu-west-1a"
  size              = 10
  encrypted         = terraform_data.later.output == true
}

resource "aws_s3_bucket" "kept" {
}

resource "aws_s3_bucket_versioning" "kept" {
  bucket = aws_s3_bucket.kept.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "lost" {
  bucket        = "acme-lost"
  force_destroy = true
}
