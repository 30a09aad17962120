# fails: aws_sns_topic.anyone
# fails: aws_sns_topic_policy.anyone
# unknown: aws_sns_topic_policy.later

resource "aws_sns_topic" "anyone" {
  name = "anyone"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sns:Subscribe", Resource = "*" }]
  })
}

resource "aws_sns_topic_policy" "anyone" {
  arn = "arn:aws:sns:eu-west-1:123456789012:orders"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Sid       = "Mails"
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = ["sns:Subscribe", "sns:Publish"]
      Resource  = "*"
      Condition = { StringEquals = { "sns:Protocol" = "email" } }
    }
  })
}

resource "aws_sns_topic" "later" {
  name = "later"
}

resource "aws_sns_topic_policy" "later" {
  arn    = aws_sns_topic.later.arn
  policy = jsonencode({ Statement = [{ Resource = aws_sns_topic.later.arn }] })
}
