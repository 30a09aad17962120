use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_s3_bucket_notification",
    hcl: r#"
resource "aws_s3_bucket" "notified" {
  bucket = "conformance-notified"
}
resource "aws_sqs_queue" "notified" {
  name   = "conformance-notified"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = "arn:aws:sqs:us-east-1:123456789012:conformance-notified"
    }]
  })
}
resource "aws_sns_topic" "notified" {
  name = "conformance-notified"
}
resource "aws_s3_bucket_notification" "notified" {
  bucket = aws_s3_bucket.notified.id
  queue {
    id            = "created"
    queue_arn     = aws_sqs_queue.notified.arn
    events        = ["s3:ObjectRemoved:*", "s3:ObjectCreated:*"]
    filter_prefix = "in/"
    filter_suffix = ".json"
  }
  queue {
    queue_arn = aws_sqs_queue.notified.arn
    events    = ["s3:ObjectRestore:*"]
  }
  topic {
    id        = "lost"
    topic_arn = aws_sns_topic.notified.arn
    events    = ["s3:ReducedRedundancyLostObject"]
  }
}
resource "aws_s3_bucket" "bridged" {
  bucket = "conformance-bridged"
}
resource "aws_s3_bucket_notification" "bridged" {
  bucket      = aws_s3_bucket.bridged.id
  eventbridge = true
}
resource "aws_s3_bucket" "unnotified" {
  bucket = "conformance-unnotified"
}
"#,
    undeclared: Some(r#"{"eventbridge": false}"#),
    changes: &[
        Change {
            name: "EventBridge turned on where nobody declared anything",
            on: "aws_s3_bucket.unnotified",
            statements: r#"
client("s3").put_bucket_notification_configuration(
    Bucket=id, NotificationConfiguration={"EventBridgeConfiguration": {}})"#,
            drift: &["eventbridge"],
        },
        Change {
            name: "EventBridge turned off",
            on: "aws_s3_bucket_notification.bridged",
            statements: r#"
client("s3").put_bucket_notification_configuration(Bucket=id, NotificationConfiguration={})"#,
            drift: &["eventbridge"],
        },
        Change {
            name: "a queue hears of other objects, and a topic of none",
            on: "aws_s3_bucket_notification.notified",
            statements: r#"
now = client("s3").get_bucket_notification_configuration(Bucket=id)
queues = now["QueueConfigurations"]
for queue in queues:
    if queue["Id"] == "created":
        queue["Filter"]["Key"]["FilterRules"] = [{"Name": "prefix", "Value": "out/"}]
        queue["Events"] = ["s3:ObjectCreated:*"]
client("s3").put_bucket_notification_configuration(
    Bucket=id, NotificationConfiguration={"QueueConfigurations": queues})"#,
            drift: &[
                "queue[created].events",
                "queue[created].filter_prefix",
                "queue[created].filter_suffix",
                "topic[lost]",
            ],
        },
    ],
    actions: &[
        (
            "s3:GetBucketNotificationConfiguration",
            "s3:GetBucketNotification",
        ),
        (
            "s3:PutBucketNotificationConfiguration",
            "s3:PutBucketNotification",
        ),
    ],
    by_hand: &["put-bucket-notification-configuration"],
    ..NOTHING
};
