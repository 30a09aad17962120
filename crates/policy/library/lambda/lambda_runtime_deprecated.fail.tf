# fails: aws_lambda_function.old_python
# fails: aws_lambda_function.old_linux

resource "aws_lambda_function" "old_python" {
  function_name = "old-python"
  role          = "arn:aws:iam::123456789012:role/orders"
  s3_bucket     = "acme-builds"
  s3_key        = "orders.zip"
  handler       = "orders.handle"
  runtime       = "python3.8"
}

resource "aws_lambda_function" "old_linux" {
  function_name = "old-linux"
  role          = "arn:aws:iam::123456789012:role/orders"
  s3_bucket     = "acme-builds"
  s3_key        = "orders.zip"
  handler       = "bootstrap"
  runtime       = "go1.x"
}
