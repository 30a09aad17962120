resource "aws_secretsmanager_secret" "unset" {
  name = "unset"
}

resource "aws_secretsmanager_secret" "week" {
  name                    = "week"
  recovery_window_in_days = 7
}
