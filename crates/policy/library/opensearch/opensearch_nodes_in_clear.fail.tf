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
  node_to_node_encryption {
    enabled = false
  }
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
}

resource "aws_opensearch_domain" "later" {
  domain_name = "later"
  node_to_node_encryption {
    enabled = terraform_data.later.output
  }
}
