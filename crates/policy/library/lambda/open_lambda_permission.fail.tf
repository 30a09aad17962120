# fails: aws_lambda_permission.everyone
# fails: aws_lambda_permission.any_bucket
# unknown: aws_lambda_permission.later

resource "aws_lambda_permission" "everyone" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "*"
}

resource "aws_lambda_permission" "any_bucket" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "s3.amazonaws.com"
}

resource "terraform_data" "later" {
  input = "sns.amazonaws.com"
}

resource "aws_lambda_permission" "later" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = terraform_data.later.output
}
