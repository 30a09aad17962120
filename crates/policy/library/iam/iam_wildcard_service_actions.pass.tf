# All actions, but on one bucket; and some actions, but on all queues.
resource "aws_iam_policy" "narrow" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:*", Resource = ["arn:aws:s3:::acme-data", "arn:aws:s3:::acme-data/*"] },
      { Effect = "Allow", Action = ["sqs:Get*", "sqs:List*"], Resource = "*" },
      { Effect = "Deny", Action = "ec2:*", Resource = "*" },
    ]
  })
}

# Everything is the business of another policy.
resource "aws_iam_policy" "everything" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}
