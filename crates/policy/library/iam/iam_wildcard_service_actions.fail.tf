# fails: aws_iam_policy.storage
# fails: aws_iam_role_policy.queues
# fails: aws_iam_user_policy.documented
# unknown: aws_iam_group_policy.later

resource "aws_iam_policy" "storage" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:*", "dynamodb:*"], Resource = "*" }]
  })
}

resource "aws_iam_role_policy" "queues" {
  role = "worker"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Sid = "Queues", Effect = "Allow", Action = "SQS:*", Resource = ["*"] }
  })
}

data "aws_iam_policy_document" "documented" {
  statement {
    actions   = ["ec2:*"]
    resources = ["*"]
  }
}

resource "aws_iam_user_policy" "documented" {
  user   = "alice"
  policy = data.aws_iam_policy_document.documented.json
}

resource "aws_sqs_queue" "orders" {}

resource "aws_iam_group_policy" "later" {
  group = "workers"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = aws_sqs_queue.orders.arn }]
  })
}
