# fails: aws_opensearch_domain.inline
# fails: aws_elasticsearch_domain.older
# fails: aws_opensearch_domain_policy.apart
# unknown: aws_opensearch_domain_policy.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_opensearch_domain" "inline" {
  domain_name = "inline"
  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:*", Resource = "*" }]
  })
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:*", Resource = "*" }]
  })
}

resource "aws_opensearch_domain" "apart" {
  domain_name = "apart"
}

resource "aws_opensearch_domain_policy" "apart" {
  domain_name = aws_opensearch_domain.apart.domain_name
  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:*", Resource = "*" }]
  })
}

resource "aws_opensearch_domain_policy" "later" {
  domain_name = "later"
  access_policies = replace(jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:*", Resource = "*" }]
  }), "es:*", terraform_data.later.output ? "es:*" : "es:ESHttpGet")
}
