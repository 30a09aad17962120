# fails: aws_ecr_repository.unset
# fails: aws_ecr_repository.off
# unknown: aws_ecr_repository.later

resource "aws_ecr_repository" "unset" {
  name = "unset"
}

resource "aws_ecr_repository" "off" {
  name = "off"
  image_scanning_configuration {
    scan_on_push = false
  }
}

resource "aws_ecr_repository" "on" {
  name = "on"
  image_scanning_configuration {
    scan_on_push = true
  }
}

# Only what is called "prod" is scanned by the registry.
resource "aws_ecr_registry_scanning_configuration" "prod" {
  scan_type = "BASIC"
  rule {
    scan_frequency = "SCAN_ON_PUSH"
    repository_filter {
      filter      = "prod"
      filter_type = "WILDCARD"
    }
  }
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_ecr_repository" "later" {
  name = "later"
  image_scanning_configuration {
    scan_on_push = terraform_data.later.output
  }
}
