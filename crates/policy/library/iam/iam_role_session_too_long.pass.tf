locals {
  trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role" "unset" {
  assume_role_policy = local.trust
}

resource "aws_iam_role" "four_hours" {
  assume_role_policy   = local.trust
  max_session_duration = 14400
}
