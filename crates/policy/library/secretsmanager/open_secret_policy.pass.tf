resource "aws_secretsmanager_secret" "unset" {
  name = "unset"
}

resource "aws_secretsmanager_secret_policy" "role" {
  secret_arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:database-AbCdEf"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::123456789012:role/app" }
        Action    = "secretsmanager:GetSecretValue"
        Resource  = "*"
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "secretsmanager:DeleteSecret"
        Resource  = "*"
      },
    ]
  })
}

resource "aws_secretsmanager_secret" "organisation" {
  name = "organisation"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "secretsmanager:GetSecretValue"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-acme123456" } }
    }]
  })
}
