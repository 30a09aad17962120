# fails: aws_lambda_function.unset
# fails: aws_lambda_function.pass_through
# unknown: aws_lambda_function.later

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

resource "aws_lambda_function" "pass_through" {
  function_name = "pass-through"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  tracing_config {
    mode = "PassThrough"
  }
}

resource "terraform_data" "later" {
  input = "Active"
}

resource "aws_lambda_function" "later" {
  function_name = "later"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  tracing_config {
    mode = terraform_data.later.output
  }
}
