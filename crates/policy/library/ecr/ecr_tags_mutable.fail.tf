# fails: aws_ecr_repository.unset
# fails: aws_ecr_repository.mutable
# unknown: aws_ecr_repository.later

resource "aws_ecr_repository" "unset" {
  name = "unset"
}

resource "aws_ecr_repository" "mutable" {
  name                 = "mutable"
  image_tag_mutability = "MUTABLE"
}

resource "terraform_data" "later" {
  input = "IMMUTABLE"
}

resource "aws_ecr_repository" "later" {
  name                 = "later"
  image_tag_mutability = terraform_data.later.output
}
