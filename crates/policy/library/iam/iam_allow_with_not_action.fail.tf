# fails: aws_iam_policy.not_iam
# fails: aws_iam_role_policy.not_bucket
# unknown: aws_iam_user_policy.later

resource "aws_iam_policy" "not_iam" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "PowerUser", Effect = "Allow", NotAction = ["iam:*", "organizations:*"], Resource = "*" }]
  })
}

resource "aws_iam_role_policy" "not_bucket" {
  role = "worker"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Allow", Action = "s3:GetObject", NotResource = "arn:aws:s3:::secrets/*" }
  })
}

resource "aws_sqs_queue" "orders" {}

resource "aws_iam_user_policy" "later" {
  user = "alice"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.orders.arn }]
  })
}
