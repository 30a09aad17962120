# fails: aws_iam_policy.decrypt
# fails: aws_iam_role_policy.whole_service
# fails: aws_iam_user_policy.every_key
# unknown: aws_iam_group_policy.later

resource "aws_iam_policy" "decrypt" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "kms:Decrypt"], Resource = "*" }]
  })
}

resource "aws_iam_role_policy" "whole_service" {
  role = "worker"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "kms:*"
      Resource  = ["*"]
      Condition = { StringEquals = { "aws:RequestedRegion" = "eu-west-1" } }
    }
  })
}

resource "aws_iam_user_policy" "every_key" {
  user = "alice"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid      = "Keys"
      Effect   = "Allow"
      Action   = "kms:ReEncrypt*"
      Resource = "arn:aws:kms:eu-west-1:123456789012:key/*"
    }]
  })
}

resource "aws_kms_key" "data" {}

resource "aws_iam_group_policy" "later" {
  group = "readers"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.data.arn }]
  })
}
