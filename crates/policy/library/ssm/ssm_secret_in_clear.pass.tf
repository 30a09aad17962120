resource "aws_ssm_parameter" "password" {
  name  = "/shop/database/password"
  type  = "SecureString"
  value = "example"
}

# The name is known only after apply, but whatever it is, the value is encrypted.
resource "terraform_data" "name" {
  input = "mail-token"
}

resource "aws_ssm_parameter" "named_later" {
  name  = terraform_data.name.output
  type  = "SecureString"
  value = "example"
}

resource "aws_ssm_parameter" "plain" {
  name  = "/shop/database/host"
  type  = "String"
  value = "database.example.com"
}

# These are about secrets, and hold none.
resource "aws_ssm_parameter" "arn" {
  name  = "/shop/database/secret_arn"
  type  = "String"
  value = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:database-AbCdEf"
}

resource "aws_ssm_parameter" "url" {
  name  = "/shop/tokenUrl"
  type  = "String"
  value = "https://login.example.com/token"
}

resource "aws_ssm_parameter" "folder" {
  name  = "/shop/secrets/log-level"
  type  = "String"
  value = "info"
}
