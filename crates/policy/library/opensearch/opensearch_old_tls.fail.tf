# fails: aws_opensearch_domain.unset
# fails: aws_opensearch_domain.old
# fails: aws_elasticsearch_domain.older
# unknown: aws_opensearch_domain.later
# fails: aws_opensearch_domain.silent

resource "terraform_data" "later" {
  input = true
}

resource "aws_opensearch_domain" "unset" {
  domain_name = "unset"
}

resource "aws_opensearch_domain" "old" {
  domain_name = "old"
  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-0-2019-07"
  }
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
}

resource "aws_opensearch_domain" "later" {
  domain_name = "later"
  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = terraform_data.later.output ? "Policy-Min-TLS-1-2-2019-07" : "Policy-Min-TLS-1-0-2019-07"
  }
}

resource "aws_opensearch_domain" "silent" {
  domain_name = "silent"
  domain_endpoint_options {
    enforce_https = true
  }
}
