resource "aws_ecr_repository" "unset" {
  name = "unset"
}

resource "aws_ecr_registry_scanning_configuration" "everything" {
  scan_type = "ENHANCED"
  rule {
    scan_frequency = "CONTINUOUS_SCAN"
    repository_filter {
      filter      = "*"
      filter_type = "WILDCARD"
    }
  }
}
