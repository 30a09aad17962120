# fails: aws_ssm_parameter.password
# fails: aws_ssm_parameter.camel
# fails: aws_ssm_parameter.list
# fails: aws_ssm_parameter.api_key
# unknown: aws_ssm_parameter.later

resource "aws_ssm_parameter" "password" {
  name  = "/shop/database/password"
  type  = "String"
  value = "example"
}

resource "aws_ssm_parameter" "camel" {
  name  = "shopClientSecret"
  type  = "String"
  value = "example"
}

resource "aws_ssm_parameter" "list" {
  name  = "/shop/tokens"
  type  = "StringList"
  value = "first,second"
}

resource "aws_ssm_parameter" "api_key" {
  name           = "/shop/PAYMENT_API_KEY"
  type           = "String"
  insecure_value = "example"
}

resource "terraform_data" "later" {
  input = "SecureString"
}

resource "aws_ssm_parameter" "later" {
  name  = "/shop/mail/password"
  type  = terraform_data.later.output
  value = "example"
}
