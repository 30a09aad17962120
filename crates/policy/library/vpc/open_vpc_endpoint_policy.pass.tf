resource "aws_vpc_endpoint" "own" {
  vpc_id       = "vpc-0abc1234"
  service_name = "com.amazonaws.eu-west-1.s3"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "arn:aws:s3:::acme-*" }]
  })
}

resource "aws_vpc_endpoint" "organization" {
  vpc_id       = "vpc-0abc1234"
  service_name = "com.amazonaws.eu-west-1.s3"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
      Condition = { StringEquals = { "aws:ResourceOrgID" = "o-abc1234567" } }
    }]
  })
}

# A service of somebody else.
resource "aws_vpc_endpoint" "partner" {
  vpc_id            = "vpc-0abc1234"
  service_name      = "com.amazonaws.vpce.eu-west-1.vpce-svc-0abc1234"
  vpc_endpoint_type = "Interface"
}
