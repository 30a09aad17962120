# fails: aws_ssm_parameter.unset
# fails: aws_ssm_parameter.aws_key
# unknown: aws_ssm_parameter.later

resource "aws_ssm_parameter" "unset" {
  name  = "/shop/database/password"
  type  = "SecureString"
  value = "example"
}

resource "aws_ssm_parameter" "aws_key" {
  name   = "/shop/mail/password"
  type   = "SecureString"
  key_id = "alias/aws/ssm"
  value  = "example"
}

resource "terraform_data" "later" {
  input = "SecureString"
}

resource "aws_ssm_parameter" "later" {
  name  = "/shop/later"
  type  = terraform_data.later.output
  value = "example"
}
