# fails: aws_secretsmanager_secret.unset
# fails: aws_secretsmanager_secret.aws_key
# unknown: aws_secretsmanager_secret.later

resource "aws_secretsmanager_secret" "unset" {
  name = "unset"
}

resource "aws_secretsmanager_secret" "aws_key" {
  name       = "aws-key"
  kms_key_id = "alias/aws/secretsmanager"
}

# Locals are not followed, so that nothing is known of the key.
resource "terraform_data" "later" {
  input = "alias/secrets"
}

locals {
  key = terraform_data.later.output
}

resource "aws_secretsmanager_secret" "later" {
  name       = "later"
  kms_key_id = local.key
}
