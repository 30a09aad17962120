# fails: aws_lambda_function.unset
# fails: aws_lambda_function.only_success

locals {
  role  = "arn:aws:iam::123456789012:role/orders"
  image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1"
}

resource "aws_lambda_function" "unset" {
  function_name = "unset"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
}

resource "aws_lambda_function" "only_success" {
  function_name = "only-success"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
}

resource "aws_lambda_function_event_invoke_config" "only_success" {
  function_name = aws_lambda_function.only_success.function_name
  destination_config {
    on_success {
      destination = "arn:aws:sqs:eu-west-1:123456789012:done"
    }
  }
}
