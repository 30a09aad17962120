# fails: aws_lambda_function.password
# fails: aws_lambda_function.camel_case
# fails: aws_lambda_function.access_key
# fails: aws_lambda_function.private_key
# unknown: aws_lambda_function.later

locals {
  role  = "arn:aws:iam::123456789012:role/orders"
  image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1"
}

resource "aws_lambda_function" "password" {
  function_name = "password"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  environment {
    variables = { DB_PASSWORD = "correct horse battery staple" }
  }
}

resource "aws_lambda_function" "camel_case" {
  function_name = "camel-case"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  environment {
    variables = { paymentApiKey = "0123456789abcdef" }
  }
}

# The example key of AWS's documentation, in a variable with a harmless name.
resource "aws_lambda_function" "access_key" {
  function_name = "access-key"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  environment {
    variables = { UPLOADER = "AKIAIOSFODNN7EXAMPLE" }
  }
}

resource "aws_lambda_function" "private_key" {
  function_name = "private-key"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  environment {
    variables = { SIGNER = "-----BEGIN EC PRIVATE KEY-----" }
  }
}

resource "terraform_data" "later" {
  input = "later"
}

resource "aws_lambda_function" "later" {
  function_name = "later"
  role          = local.role
  package_type  = "Image"
  image_uri     = local.image
  environment {
    variables = { DB_PASSWORD = terraform_data.later.output }
  }
}
