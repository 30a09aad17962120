resource "aws_lambda_function" "python" {
  function_name = "python"
  role          = "arn:aws:iam::123456789012:role/orders"
  s3_bucket     = "acme-builds"
  s3_key        = "orders.zip"
  handler       = "orders.handle"
  runtime       = "python3.13"
}

resource "aws_lambda_function" "binary" {
  function_name = "binary"
  role          = "arn:aws:iam::123456789012:role/orders"
  s3_bucket     = "acme-builds"
  s3_key        = "orders.zip"
  handler       = "bootstrap"
  runtime       = "provided.al2023"
}

# An image brings its own runtime.
resource "aws_lambda_function" "image" {
  function_name = "image"
  role          = "arn:aws:iam::123456789012:role/orders"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders:1"
}
