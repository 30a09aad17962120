# METADATA
# title: SNS delivers messages over plain HTTP
# description: >-
#   A subscription's `protocol` is `http`.
# related_resources:
#   - https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
# custom:
#   severity: medium
#   resources:
#     aws_sns_topic_subscription: [protocol]
#   why: >-
#     Whoever is between AWS and the endpoint can read the messages, and send others in their place.
#   fix: set `protocol = "https"` and give an endpoint that answers to it
#   bad: |
#     resource "aws_sns_topic_subscription" "orders" {
#       topic_arn = aws_sns_topic.orders.arn
#       protocol  = "http"
#       endpoint  = "http://hooks.example.com/orders"
#     }
#   good: |
#     resource "aws_sns_topic_subscription" "orders" {
#       topic_arn = aws_sns_topic.orders.arn
#       protocol  = "https"
#       endpoint  = "https://hooks.example.com/orders"
#     }
#   themes: [encryption-in-transit]
package driftlock.sns.sns_over_http

fail contains {"resource": found.address, "message": "`protocol` is `http`", "attribute": "protocol"} if {
	some found in input.types.aws_sns_topic_subscription
	found.values.protocol == "http"
}
