# The policy is known only after apply, but it is certain that there will be one.
resource "aws_sqs_queue" "orders" {
  name = "orders"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.orders_dead.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "orders_dead" {
  name = "orders-dead"
}

resource "aws_sqs_queue" "mails" {
  name = "mails"
}

resource "aws_sqs_queue_redrive_policy" "mails" {
  queue_url = aws_sqs_queue.mails.id
  redrive_policy = jsonencode({
    deadLetterTargetArn = "arn:aws:sqs:eu-west-1:123456789012:mails-dead"
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "mails_dead" {
  name                 = "mails-dead"
  redrive_allow_policy = jsonencode({ redrivePermission = "allowAll" })
}

resource "aws_sqs_queue" "events_dead" {
  name = "events-dead"
}

resource "aws_cloudwatch_event_target" "events" {
  rule = "nightly"
  arn  = "arn:aws:lambda:eu-west-1:123456789012:function:nightly"
  dead_letter_config {
    arn = aws_sqs_queue.events_dead.arn
  }
}
