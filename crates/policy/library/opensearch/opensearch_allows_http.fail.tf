# fails: aws_opensearch_domain.unset
# fails: aws_opensearch_domain.off
# fails: aws_elasticsearch_domain.older
# unknown: aws_opensearch_domain.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_opensearch_domain" "unset" {
  domain_name = "unset"
}

resource "aws_opensearch_domain" "off" {
  domain_name = "off"
  domain_endpoint_options {
    enforce_https = false
  }
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
}

resource "aws_opensearch_domain" "later" {
  domain_name = "later"
  domain_endpoint_options {
    enforce_https = terraform_data.later.output
  }
}
