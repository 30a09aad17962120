# fails: aws_cloudwatch_metric_alarm.unset
# fails: aws_cloudwatch_metric_alarm.disabled
# unknown: aws_cloudwatch_metric_alarm.later

resource "aws_cloudwatch_metric_alarm" "unset" {
  alarm_name          = "unset"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 60
  statistic           = "Sum"
  threshold           = 0
}

resource "aws_cloudwatch_metric_alarm" "disabled" {
  alarm_name          = "disabled"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 60
  statistic           = "Sum"
  threshold           = 0
  actions_enabled     = false
  alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:on-call"]
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_cloudwatch_metric_alarm" "later" {
  alarm_name          = "later"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 60
  statistic           = "Sum"
  threshold           = 0
  actions_enabled     = terraform_data.later.output
  alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:on-call"]
}
