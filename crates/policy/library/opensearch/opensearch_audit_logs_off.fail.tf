# fails: aws_opensearch_domain.unset
# fails: aws_opensearch_domain.slow
# fails: aws_elasticsearch_domain.older
# unknown: aws_opensearch_domain.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_opensearch_domain" "unset" {
  domain_name = "unset"
}

resource "aws_cloudwatch_log_group" "search" {
  name_prefix = "search"
}

resource "aws_opensearch_domain" "slow" {
  domain_name = "slow"
  log_publishing_options {
    log_type                 = "INDEX_SLOW_LOGS"
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.search.arn
  }
}

resource "aws_elasticsearch_domain" "older" {
  domain_name = "older"
  log_publishing_options {
    log_type                 = "AUDIT_LOGS"
    cloudwatch_log_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:search:*"
    enabled                  = false
  }
}

resource "aws_opensearch_domain" "later" {
  domain_name = "later"
  log_publishing_options {
    log_type                 = "AUDIT_LOGS"
    cloudwatch_log_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:search:*"
    enabled                  = terraform_data.later.output
  }
}
