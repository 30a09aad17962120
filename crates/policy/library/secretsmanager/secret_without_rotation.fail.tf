# fails: aws_secretsmanager_secret.bare
# unknown: aws_secretsmanager_secret.first
# unknown: aws_secretsmanager_secret.second

resource "aws_secretsmanager_secret" "bare" {
  name = "bare"
}

# Which of the two is rotated is known only after apply.
resource "terraform_data" "later" {
  input = true
}

resource "aws_secretsmanager_secret" "first" {
  name = "first"
}

resource "aws_secretsmanager_secret" "second" {
  name = "second"
}

resource "aws_secretsmanager_secret_rotation" "either" {
  secret_id           = terraform_data.later.output ? aws_secretsmanager_secret.first.id : aws_secretsmanager_secret.second.id
  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"
  rotation_rules {
    automatically_after_days = 30
  }
}
