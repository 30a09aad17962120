resource "aws_sns_topic" "on_call" {
  name = "on-call"
}

# The topic's ARN is known only after apply, but it is certain that there will be one.
resource "aws_cloudwatch_metric_alarm" "topic" {
  alarm_name          = "topic"
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 60
  statistic           = "Sum"
  threshold           = 0
  alarm_actions       = [aws_sns_topic.on_call.arn]
}
