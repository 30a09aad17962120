# fails: aws_iam_policy.admin
# fails: aws_iam_role_policy.admin
# fails: aws_iam_user_policy.admin
# fails: aws_iam_group_policy.admin
# unknown: aws_iam_policy.later

locals {
  everything = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Allow", Action = ["s3:GetObject", "*"], Resource = ["*"] }
  })
}

resource "aws_iam_policy" "admin" {
  policy = local.everything
}

resource "aws_iam_role_policy" "admin" {
  role   = "deploy"
  policy = local.everything
}

resource "aws_iam_user_policy" "admin" {
  user   = "root"
  policy = local.everything
}

resource "aws_iam_group_policy" "admin" {
  group  = "admins"
  policy = local.everything
}

resource "aws_sqs_queue" "orders" {}

resource "aws_iam_policy" "later" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.orders.arn }]
  })
}
