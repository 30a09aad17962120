# unknown: aws_lambda_function.possible

locals {
  role  = "arn:aws:iam::123456789012:role/orders"
  image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1"
}

resource "aws_sqs_queue" "failed" {}

resource "aws_lambda_function" "queue" {
  function_name = "queue"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  dead_letter_config {
    target_arn = aws_sqs_queue.failed.arn
  }
}

resource "aws_lambda_function" "destination" {
  function_name = "destination"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
}

resource "aws_lambda_function_event_invoke_config" "destination" {
  function_name = aws_lambda_function.destination.arn
  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed.arn
    }
  }
}

# The setting is for this function or for another.
resource "aws_lambda_function" "possible" {
  function_name = "possible"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
}

resource "terraform_data" "later" {
  input = "possible"
}

resource "aws_lambda_function_event_invoke_config" "possible" {
  function_name = coalesce(terraform_data.later.output, local.vague)
  destination_config {
    on_failure {
      destination = aws_sqs_queue.failed.arn
    }
  }
}

locals {
  vague = terraform_data.later.output
}
