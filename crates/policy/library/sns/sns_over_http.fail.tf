# fails: aws_sns_topic_subscription.http
# unknown: aws_sns_topic_subscription.later

resource "aws_sns_topic_subscription" "http" {
  topic_arn = "arn:aws:sns:eu-west-1:123456789012:orders"
  protocol  = "http"
  endpoint  = "http://hooks.example.com/orders"
}

resource "terraform_data" "later" {
  input = "https"
}

resource "aws_sns_topic_subscription" "later" {
  topic_arn = "arn:aws:sns:eu-west-1:123456789012:orders"
  protocol  = terraform_data.later.output
  endpoint  = "https://hooks.example.com/orders"
}
