# fails: aws_sqs_queue.anyone
# fails: aws_sqs_queue_policy.anyone
# unknown: aws_sqs_queue_policy.later

resource "aws_sqs_queue" "anyone" {
  name = "anyone"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*" }]
  })
}

resource "aws_sqs_queue_policy" "anyone" {
  queue_url = "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Sid       = "Encrypted"
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "sqs:*"
      Resource  = "*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }
  })
}

resource "aws_sqs_queue" "later" {
  name = "later"
}

resource "aws_sqs_queue_policy" "later" {
  queue_url = aws_sqs_queue.later.id
  policy    = jsonencode({ Statement = [{ Resource = aws_sqs_queue.later.arn }] })
}
