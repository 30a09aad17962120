# fails: aws_sqs_queue.bare
# fails: aws_sqs_queue.other
# unknown: aws_sqs_queue.later

resource "aws_sqs_queue" "bare" {
  name = "bare"
}

# What refers to the queue is not about dead letters.
resource "aws_sqs_queue" "other" {
  name = "other"
}

resource "aws_sqs_queue_policy" "other" {
  queue_url = aws_sqs_queue.other.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "sqs:*", Resource = "*" }]
  })
}

# Locals are not followed, so that nothing is known of the policy.
resource "terraform_data" "later" {
  input = "unset"
}

locals {
  redrive = terraform_data.later.output
}

resource "aws_sqs_queue" "later" {
  name           = "later"
  redrive_policy = local.redrive
}
