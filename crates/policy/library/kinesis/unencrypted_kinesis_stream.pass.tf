resource "aws_kms_key" "streams" {}

resource "aws_kinesis_stream" "own_key" {
  name            = "own-key"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = aws_kms_key.streams.arn
}
