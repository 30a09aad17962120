# fails: aws_secretsmanager_secret.anyone
# fails: aws_secretsmanager_secret_policy.anyone
# unknown: aws_secretsmanager_secret_policy.later

resource "aws_secretsmanager_secret" "anyone" {
  name = "anyone"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "secretsmanager:GetSecretValue", Resource = "*" }]
  })
}

resource "aws_secretsmanager_secret_policy" "anyone" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:database-AbCdEf"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Sid       = "Stage"
      Effect    = "Allow"
      Principal = { AWS = ["*"] }
      Action    = "secretsmanager:*"
      Resource  = "*"
      Condition = { StringEquals = { "secretsmanager:VersionStage" = "AWSCURRENT" } }
    }
  })
}

resource "aws_secretsmanager_secret" "later" {
  name = "later"
}

resource "aws_secretsmanager_secret_policy" "later" {
  secret_arn = aws_secretsmanager_secret.later.arn
  policy     = jsonencode({ Statement = [{ Resource = aws_secretsmanager_secret.later.arn }] })
}
