# The key is known only after apply, but it is certain that there will be one.
resource "aws_kms_key" "parameters" {}

resource "aws_ssm_parameter" "own_key" {
  name   = "/shop/database/password"
  type   = "SecureString"
  key_id = aws_kms_key.parameters.arn
  value  = "example"
}

resource "aws_ssm_parameter" "alias" {
  name   = "/shop/mail/password"
  type   = "SecureString"
  key_id = "alias/parameters"
  value  = "example"
}

resource "aws_ssm_parameter" "plain" {
  name  = "/shop/database/host"
  type  = "String"
  value = "database.example.com"
}
