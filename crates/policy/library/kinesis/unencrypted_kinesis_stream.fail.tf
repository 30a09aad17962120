# fails: aws_kinesis_stream.unset
# fails: aws_kinesis_stream.none
# unknown: aws_kinesis_stream.later

resource "aws_kinesis_stream" "unset" {
  name        = "unset"
  shard_count = 1
}

resource "aws_kinesis_stream" "none" {
  name            = "none"
  shard_count     = 1
  encryption_type = "NONE"
}

resource "terraform_data" "later" {
  input = "KMS"
}

resource "aws_kinesis_stream" "later" {
  name            = "later"
  shard_count     = 1
  encryption_type = terraform_data.later.output
}
