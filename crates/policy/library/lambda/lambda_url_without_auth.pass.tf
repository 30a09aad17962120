resource "aws_lambda_function_url" "signed" {
  function_name      = "signed"
  authorization_type = "AWS_IAM"
}
