use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_sns_topic_subscription",
    hcl: r#"
resource "aws_sns_topic" "subscribed" {
  name = "conformance-subscribed"
}
resource "aws_sqs_queue" "subscribed" {
  name = "conformance-subscribed"
}
resource "aws_sqs_queue" "subscribed_too" {
  name = "conformance-subscribed-too"
}
resource "aws_sns_topic_subscription" "subscribed" {
  topic_arn            = aws_sns_topic.subscribed.arn
  protocol             = "sqs"
  endpoint             = aws_sqs_queue.subscribed.arn
  raw_message_delivery = true
  filter_policy        = jsonencode({ kind = ["order", "invoice"] })
}
resource "aws_sns_topic_subscription" "subscribed_too" {
  topic_arn = aws_sns_topic.subscribed.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.subscribed_too.arn
}
"#,
    changes: &[
        Change {
            name: "told of other messages",
            on: "aws_sns_topic_subscription.subscribed",
            statements: r#"
client("sns").set_subscription_attributes(SubscriptionArn=id,
    AttributeName="FilterPolicy", AttributeValue=json.dumps({"kind": ["order", "salary"]}))"#,
            drift: &["filter_policy"],
        },
        Change {
            name: "in another form",
            on: "aws_sns_topic_subscription.subscribed_too",
            statements: r#"
client("sns").set_subscription_attributes(SubscriptionArn=id,
    AttributeName="RawMessageDelivery", AttributeValue="true")"#,
            drift: &["raw_message_delivery"],
        },
    ],
    by_hand: &["set-subscription-attributes"],
    ..NOTHING
};
