resource "aws_opensearch_domain" "https" {
  domain_name = "https"
  domain_endpoint_options {
    enforce_https = true
  }
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
  domain_endpoint_options {
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
}
