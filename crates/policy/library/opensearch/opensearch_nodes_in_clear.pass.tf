resource "aws_opensearch_domain" "encrypted" {
  domain_name = "encrypted"
  node_to_node_encryption {
    enabled = true
  }
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
  node_to_node_encryption {
    enabled = true
  }
}
