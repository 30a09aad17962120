# fails: aws_sqs_queue.unset
# fails: aws_sqs_queue.off
# unknown: aws_sqs_queue.later

resource "aws_sqs_queue" "unset" {
  name = "unset"
}

resource "aws_sqs_queue" "off" {
  name                    = "off"
  sqs_managed_sse_enabled = false
}

resource "terraform_data" "sse" {
  input = true
}

resource "aws_sqs_queue" "later" {
  name                    = "later"
  sqs_managed_sse_enabled = terraform_data.sse.output
}
