resource "aws_sqs_queue" "managed" {
  name                    = "managed"
  sqs_managed_sse_enabled = true
}

# The key is known only after apply, but it is certain that there will be one.
resource "aws_kms_key" "queues" {}

resource "aws_sqs_queue" "own_key" {
  name              = "own-key"
  kms_master_key_id = aws_kms_key.queues.arn
}

resource "aws_sqs_queue" "alias" {
  name              = "alias"
  kms_master_key_id = "alias/aws/sqs"
}
