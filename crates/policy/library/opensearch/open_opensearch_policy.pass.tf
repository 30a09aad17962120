resource "aws_opensearch_domain" "role" {
  domain_name = "role"
  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:role/search" }, Action = "es:*", Resource = "*" }]
  })
}

resource "aws_opensearch_domain" "office" {
  domain_name = "office"
  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "es:*"
      Resource  = "*"
      Condition = { IpAddress = { "aws:SourceIp" = ["203.0.113.0/24"] } }
    }]
  })
}

# What reaches the domain is in its network.
resource "aws_opensearch_domain" "inside" {
  domain_name = "inside"
  vpc_options {
    subnet_ids = ["subnet-0abc1234"]
  }
}

resource "aws_opensearch_domain_policy" "inside" {
  domain_name = aws_opensearch_domain.inside.domain_name
  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:*", Resource = "*" }]
  })
}
