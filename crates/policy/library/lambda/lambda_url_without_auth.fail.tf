# fails: aws_lambda_function_url.open
# unknown: aws_lambda_function_url.later

resource "aws_lambda_function_url" "open" {
  function_name      = "open"
  authorization_type = "NONE"
}

resource "terraform_data" "later" {
  input = "NONE"
}

resource "aws_lambda_function_url" "later" {
  function_name      = "later"
  authorization_type = terraform_data.later.output
}
