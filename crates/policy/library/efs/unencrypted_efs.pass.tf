resource "aws_kms_key" "files" {}

resource "aws_efs_file_system" "managed" {
  encrypted = true
}

resource "aws_efs_file_system" "own_key" {
  encrypted  = true
  kms_key_id = aws_kms_key.files.arn
}
