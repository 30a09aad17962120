# unknown: aws_lambda_function.later

locals {
  role  = "arn:aws:iam::123456789012:role/orders"
  image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1"
  key   = aws_kms_key.functions.arn
}

resource "aws_kms_key" "functions" {}

resource "aws_lambda_function" "own_key" {
  function_name = "own-key"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  kms_key_arn   = aws_kms_key.functions.arn
  environment {
    variables = { TABLE = "orders" }
  }
}

resource "aws_lambda_function" "no_variables" {
  function_name = "no-variables"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
}

# What goes through a local cannot be followed.
resource "aws_lambda_function" "later" {
  function_name = "later"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  kms_key_arn   = local.key
  environment {
    variables = { TABLE = "orders" }
  }
}
