resource "aws_kms_key" "unset" {}

resource "aws_kms_key" "fortnight" {
  deletion_window_in_days = 14
}
