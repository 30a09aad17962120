# fails: aws_efs_file_system.bare
# fails: aws_efs_file_system.off
# unknown: aws_efs_file_system.later

resource "terraform_data" "later" {
  input = true
}

resource "aws_efs_file_system" "bare" {
  encrypted = true
}

resource "aws_efs_file_system" "off" {
  encrypted = true
}

resource "aws_efs_backup_policy" "off" {
  file_system_id = aws_efs_file_system.off.id
  backup_policy {
    status = "DISABLED"
  }
}

resource "aws_efs_file_system" "later" {
  encrypted = true
}

resource "aws_efs_backup_policy" "later" {
  file_system_id = aws_efs_file_system.later.id
  backup_policy {
    status = terraform_data.later.output ? "ENABLED" : "DISABLED"
  }
}
