resource "aws_cloudwatch_log_group" "search" {
  name_prefix = "search"
}

resource "aws_opensearch_domain" "audited" {
  domain_name = "audited"
  log_publishing_options {
    log_type                 = "AUDIT_LOGS"
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.search.arn
  }
}
