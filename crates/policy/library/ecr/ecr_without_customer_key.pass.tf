resource "aws_kms_key" "images" {}

# The key is known only after apply, but it is certain that there will be one.
resource "aws_ecr_repository" "own_key" {
  name = "own-key"
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.images.arn
  }
}

resource "aws_ecr_repository" "existing_key" {
  name = "existing-key"
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
  }
}
