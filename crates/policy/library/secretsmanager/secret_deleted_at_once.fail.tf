# fails: aws_secretsmanager_secret.at_once
# unknown: aws_secretsmanager_secret.later

resource "aws_secretsmanager_secret" "at_once" {
  name                    = "at-once"
  recovery_window_in_days = 0
}

resource "terraform_data" "later" {
  input = 30
}

resource "aws_secretsmanager_secret" "later" {
  name                    = "later"
  recovery_window_in_days = terraform_data.later.output
}
