resource "aws_cloudwatch_log_group" "year" {
  name              = "year"
  retention_in_days = 365
}

# Without a number, and with 0, logs are kept for ever.
resource "aws_cloudwatch_log_group" "unset" {
  name = "unset"
}

resource "aws_cloudwatch_log_group" "ever" {
  name              = "ever"
  retention_in_days = 0
}
