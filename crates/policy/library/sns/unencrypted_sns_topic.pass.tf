# The key is known only after apply, but it is certain that there will be one.
resource "aws_kms_key" "topics" {}

resource "aws_sns_topic" "own_key" {
  name              = "own-key"
  kms_master_key_id = aws_kms_key.topics.arn
}

resource "aws_sns_topic" "alias" {
  name              = "alias"
  kms_master_key_id = "alias/aws/sns"
}
