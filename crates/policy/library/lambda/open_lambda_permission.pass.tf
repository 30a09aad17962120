resource "aws_sns_topic" "orders" {
  name = "orders"
}

# The topic's ARN is known only after apply, but it is certain that there will be one.
resource "aws_lambda_permission" "topic" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "sns.amazonaws.com"
  source_arn    = aws_sns_topic.orders.arn
}

resource "aws_lambda_permission" "own_account" {
  action         = "lambda:InvokeFunction"
  function_name  = "orders"
  principal      = "s3.amazonaws.com"
  source_account = "123456789012"
}

resource "aws_lambda_permission" "organization" {
  action           = "lambda:InvokeFunction"
  function_name    = "orders"
  principal        = "*"
  principal_org_id = "o-a1b2c3d4e5"
}

resource "aws_lambda_permission" "other_account" {
  action        = "lambda:InvokeFunction"
  function_name = "orders"
  principal     = "210987654321"
}

resource "aws_lambda_permission" "skill" {
  action             = "lambda:InvokeFunction"
  function_name      = "orders"
  principal          = "alexa-appkit.amazon.com"
  event_source_token = "amzn1.ask.skill.0abc"
}
