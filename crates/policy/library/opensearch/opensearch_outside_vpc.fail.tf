# fails: aws_opensearch_domain.public
# fails: aws_elasticsearch_domain.older

resource "aws_opensearch_domain" "public" {
  domain_name = "public"
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
}
