# fails: aws_cloudwatch_log_group.two_weeks
# unknown: aws_cloudwatch_log_group.later

resource "aws_cloudwatch_log_group" "two_weeks" {
  name              = "two-weeks"
  retention_in_days = 14
}

resource "terraform_data" "later" {
  input = 14
}

resource "aws_cloudwatch_log_group" "later" {
  name              = "later"
  retention_in_days = terraform_data.later.output
}
