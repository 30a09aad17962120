resource "aws_kms_key" "logs" {}

# The key is known only after apply, but it is certain that there will be one.
resource "aws_cloudwatch_log_group" "own_key" {
  name       = "own-key"
  kms_key_id = aws_kms_key.logs.arn
}
