# fails: aws_lambda_function.no_key
# fails: aws_lambda_function.unknown_value

locals {
  role  = "arn:aws:iam::123456789012:role/orders"
  image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1"
}

resource "aws_lambda_function" "no_key" {
  function_name = "no-key"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  environment {
    variables = { TABLE = "orders" }
  }
}

resource "aws_sqs_queue" "orders" {}

# The only variable is known after apply, but there is one.
resource "aws_lambda_function" "unknown_value" {
  function_name = "unknown-value"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  environment {
    variables = { QUEUE = aws_sqs_queue.orders.url }
  }
}
