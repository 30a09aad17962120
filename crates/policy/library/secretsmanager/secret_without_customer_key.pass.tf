# The key is known only after apply, but it is certain that there will be one.
resource "aws_kms_key" "secrets" {}

resource "aws_secretsmanager_secret" "own_key" {
  name       = "own-key"
  kms_key_id = aws_kms_key.secrets.arn
}

resource "aws_secretsmanager_secret" "alias" {
  name       = "alias"
  kms_key_id = "alias/secrets"
}
