# fails: aws_ecr_repository.unset
# fails: aws_ecr_repository.aes
# fails: aws_ecr_repository.aws_managed_key
# unknown: aws_ecr_repository.later

resource "aws_ecr_repository" "unset" {
  name = "unset"
}

resource "aws_ecr_repository" "aes" {
  name = "aes"
  encryption_configuration {
    encryption_type = "AES256"
  }
}

resource "aws_ecr_repository" "aws_managed_key" {
  name = "aws-managed-key"
  encryption_configuration {
    encryption_type = "KMS"
  }
}

resource "terraform_data" "later" {
  input = "KMS"
}

resource "aws_ecr_repository" "later" {
  name = "later"
  encryption_configuration {
    encryption_type = terraform_data.later.output
  }
}
