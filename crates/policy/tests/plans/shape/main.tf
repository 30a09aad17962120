# What one team typically deploys, in one copy. `gate/examples/synthesise.rs` writes plans of any
# size with it, by giving each copy another name than `unit`.

resource "aws_vpc" "unit" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "unit" }
}

resource "aws_security_group" "unit" {
  name   = "unit-web"
  vpc_id = aws_vpc.unit.id
  ingress {
    description = "https"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    description = "ssh from the office"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["203.0.113.0/24"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
  tags = { Name = "unit-web", Team = "unit" }
}

resource "aws_security_group_rule" "unit" {
  security_group_id = aws_security_group.unit.id
  type              = "ingress"
  from_port         = 8080
  to_port           = 8080
  protocol          = "tcp"
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_s3_bucket" "unit" {
  bucket = "acme-unit-data"
  tags   = { Team = "unit" }
}

resource "aws_s3_bucket_public_access_block" "unit" {
  bucket                  = aws_s3_bucket.unit.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "unit" {
  bucket = aws_s3_bucket.unit.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "unit" {
  bucket = aws_s3_bucket.unit.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.unit.arn
    }
  }
}

resource "aws_s3_bucket_policy" "unit" {
  bucket = aws_s3_bucket.unit.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Reader"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/unit" }
      Action    = ["s3:GetObject"]
      Resource  = "arn:aws:s3:::acme-unit-data/*"
    }]
  })
}

resource "aws_kms_key" "unit" {
  description         = "unit"
  enable_key_rotation = true
}

resource "aws_sqs_queue" "unit" {
  name              = "unit"
  kms_master_key_id = aws_kms_key.unit.arn
}

resource "aws_dynamodb_table" "unit" {
  name         = "unit"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.unit.arn
  }
}

resource "aws_ebs_volume" "unit" {
  availability_zone = "eu-west-1a"
  size              = 100
}

resource "aws_iam_role" "unit" {
  name = "unit"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "unit" {
  role = aws_iam_role.unit.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::acme-unit-data/*" }]
  })
}
