# fails: aws_vpc_endpoint.unset
# fails: aws_vpc_endpoint.open
# unknown: aws_vpc_endpoint.later

resource "aws_vpc_endpoint" "unset" {
  vpc_id       = "vpc-0abc1234"
  service_name = "com.amazonaws.eu-west-1.s3"
}

resource "aws_vpc_endpoint" "open" {
  vpc_id            = "vpc-0abc1234"
  service_name      = "com.amazonaws.eu-west-1.kms"
  vpc_endpoint_type = "Interface"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }]
  })
}

resource "aws_s3_bucket" "data" {
  bucket_prefix = "data"
}

resource "aws_vpc_endpoint" "later" {
  vpc_id       = "vpc-0abc1234"
  service_name = "com.amazonaws.eu-west-1.s3"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = aws_s3_bucket.data.arn }]
  })
}
