# fails: aws_kms_key.anyone
# fails: aws_kms_key_policy.any_caller
# fails: aws_kms_replica_key.anyone
# unknown: aws_kms_key.later

locals {
  anyone = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_kms_key" "anyone" {
  policy = local.anyone
}

resource "aws_kms_key_policy" "any_caller" {
  key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::123456789012:root" }, Action = "kms:*", Resource = "*" },
      {
        Sid       = "Readers"
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = "kms:Decrypt"
        Resource  = "*"
        Condition = { StringLike = { "kms:CallerAccount" = "*" } }
      },
    ]
  })
}

resource "aws_kms_replica_key" "anyone" {
  primary_key_arn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab"
  policy          = local.anyone
}

resource "aws_iam_user" "later" {
  name = "later"
}

resource "aws_kms_key" "later" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_user.later.arn }, Action = "kms:*", Resource = "*" }]
  })
}
