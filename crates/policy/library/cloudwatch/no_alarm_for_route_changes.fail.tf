# fails: aws_cloudtrail.main

resource "aws_cloudtrail" "main" {
  name                       = "main"
  s3_bucket_name             = "acme-trail"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::123456789012:role/trail"
}

# What is not in a log group cannot be counted: another policy speaks of that.
resource "aws_cloudtrail" "quiet" {
  name           = "quiet"
  s3_bucket_name = "acme-trail"
}

# The pattern leaves events out.
resource "aws_cloudwatch_log_metric_filter" "events" {
  name           = "route-changes"
  log_group_name = "trail"
  pattern        = "{ ($.eventName = CreateRouteTable) || ($.eventName = DeleteRouteTable) || ($.eventName = ReplaceRouteTableAssociation) || ($.eventName = DisassociateRouteTable) }"
  metric_transformation {
    name      = "route-changes"
    namespace = "Trail"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "events" {
  alarm_name          = "route-changes"
  namespace           = "Trail"
  metric_name         = aws_cloudwatch_log_metric_filter.events.metric_transformation[0].name
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = 1
  alarm_actions       = ["arn:aws:sns:eu-west-1:123456789012:security"]
}
