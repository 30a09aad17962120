resource "aws_kms_key" "search" {}

resource "aws_opensearch_domain" "own_key" {
  domain_name = "own-key"
  encrypt_at_rest {
    enabled    = true
    kms_key_id = aws_kms_key.search.arn
  }
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
  encrypt_at_rest {
    enabled = true
  }
}
