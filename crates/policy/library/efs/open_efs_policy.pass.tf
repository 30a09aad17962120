resource "aws_efs_file_system_policy" "role" {
  file_system_id = "fs-0abc1234"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/files" }
      Action    = "elasticfilesystem:ClientMount"
    }]
  })
}

# Who can mount is decided by the network.
resource "aws_efs_file_system_policy" "mounted" {
  file_system_id = "fs-0abc1234"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "elasticfilesystem:ClientMount"
      Condition = { Bool = { "elasticfilesystem:AccessedViaMountTarget" = "true" } }
    }]
  })
}

resource "aws_efs_file_system_policy" "tls_only" {
  file_system_id = "fs-0abc1234"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}
