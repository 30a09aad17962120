use crate::conformance::case::{Case, Change, NOTHING};

pub(super) const CASE: Case = Case {
    kind: "aws_sqs_queue",
    hcl: r#"
resource "aws_sqs_queue" "queue_plain" {
  name = "conformance-queue-plain"
}
resource "aws_sqs_queue" "queue_dead" {
  name = "conformance-queue-dead"
}
resource "aws_sqs_queue" "queue_full" {
  name                       = "conformance-queue-full"
  delay_seconds              = 5
  max_message_size           = 2048
  message_retention_seconds  = 86400
  receive_wait_time_seconds  = 10
  visibility_timeout_seconds = 60
  kms_master_key_id          = "alias/aws/sqs"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.queue_dead.arn
    maxReceiveCount     = 4
  })
  tags = { Env = "prod", "cost center" = "a/b" }
}
resource "aws_sqs_queue" "queue_fifo" {
  name                        = "conformance-queue.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
}
resource "aws_sqs_queue" "queue_policed" {
  name = "conformance-queue-policed"
}
resource "aws_sqs_queue_policy" "queue_policed" {
  queue_url = aws_sqs_queue.queue_policed.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Send"
      Effect    = "Allow"
      Principal = { AWS = "123456789012" }
      Action    = ["sqs:SendMessage", "sqs:GetQueueUrl"]
      Resource  = aws_sqs_queue.queue_policed.arn
    }]
  })
}
"#,
    changes: &[
        Change {
            name: "the policy opened to everybody",
            on: "aws_sqs_queue.queue_policed",
            statements: r#"
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "sqs:*", "Resource": "*"}]}
client("sqs").set_queue_attributes(QueueUrl=id, Attributes={"Policy": json.dumps(policy)})"#,
            drift: &["policy"],
        },
        Change {
            name: "a policy where nobody declared one",
            on: "aws_sqs_queue.queue_plain",
            statements: r#"
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
    "Action": "sqs:SendMessage", "Resource": "*"}]}
client("sqs").set_queue_attributes(QueueUrl=id, Attributes={"Policy": json.dumps(policy)})"#,
            drift: &["policy"],
        },
        Change {
            name: "messages kept for a minute, and received more often",
            on: "aws_sqs_queue.queue_full",
            statements: r#"
redrive = json.loads(client("sqs").get_queue_attributes(
    QueueUrl=id, AttributeNames=["RedrivePolicy"])["Attributes"]["RedrivePolicy"])
redrive["maxReceiveCount"] = 100
client("sqs").set_queue_attributes(QueueUrl=id, Attributes={
    "MessageRetentionPeriod": "60", "DelaySeconds": "0", "RedrivePolicy": json.dumps(redrive)})"#,
            drift: &[
                "delay_seconds",
                "message_retention_seconds",
                "redrive_policy",
            ],
        },
        Change {
            name: "a tag changed, one removed and one added",
            on: "aws_sqs_queue.queue_full",
            statements: r#"
client("sqs").tag_queue(QueueUrl=id, Tags={"Env": "test", "x.y": ""})
client("sqs").untag_queue(QueueUrl=id, TagKeys=["cost center"])"#,
            drift: &["tags.Env", "tags[\"cost center\"]", "tags[\"x.y\"]"],
        },
        Change {
            name: "duplicates are told apart by sender no longer",
            on: "aws_sqs_queue.queue_fifo",
            statements: r#"
client("sqs").set_queue_attributes(QueueUrl=id, Attributes={"ContentBasedDeduplication": "false"})"#,
            drift: &["content_based_deduplication"],
        },
    ],
    by_hand: &["set-queue-attributes", "tag-queue", "untag-queue"],
    ..NOTHING
};
