resource "aws_secretsmanager_secret" "database" {
  name = "database"
}

resource "aws_secretsmanager_secret_rotation" "database" {
  secret_id           = aws_secretsmanager_secret.database.id
  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"
  rotation_rules {
    automatically_after_days = 30
  }
}

resource "aws_secretsmanager_secret" "each" {
  for_each = toset(["mails", "payments"])
  name     = each.key
}

resource "aws_secretsmanager_secret_rotation" "each" {
  for_each            = aws_secretsmanager_secret.each
  secret_id           = each.value.arn
  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:123456789012:function:rotate"
  rotation_rules {
    schedule_expression = "rate(10 days)"
  }
}
