# fails: aws_efs_file_system_policy.open
# fails: aws_efs_file_system_policy.tls
# unknown: aws_efs_file_system_policy.later

resource "aws_efs_file_system_policy" "open" {
  file_system_id = "fs-0abc1234"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:ClientMount"
    }]
  })
}

# Encryption on the way does not say who.
resource "aws_efs_file_system_policy" "tls" {
  file_system_id = "fs-0abc1234"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Condition = { Bool = { "aws:SecureTransport" = "true" } }
    }]
  })
}

resource "aws_efs_file_system" "files" {
  encrypted = true
}

resource "aws_efs_file_system_policy" "later" {
  file_system_id = aws_efs_file_system.files.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:ClientMount"
      Resource  = aws_efs_file_system.files.arn
    }]
  })
}
