# Where a secret is kept, and what is said about one, is no secret.
resource "aws_lambda_function" "references" {
  function_name = "references"
  role          = "arn:aws:iam::123456789012:role/orders"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1"
  environment {
    variables = {
      DB_PASSWORD_ARN   = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf"
      DB_SECRET         = "prod/orders/db"
      API_TOKEN         = "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/token"
      TOKEN_TTL         = "3600"
      MAX_TOKENS        = "4096"
      PASSWORD_POLICY   = "strict"
      VALIDATE_PASSWORD = "true"
      MONKEY            = "bananas"
    }
  }
}

resource "aws_lambda_function" "without" {
  function_name = "without"
  role          = "arn:aws:iam::123456789012:role/orders"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1"
}
