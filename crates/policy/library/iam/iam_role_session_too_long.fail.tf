# fails: aws_iam_role.twelve_hours
# unknown: aws_iam_role.later

locals {
  trust = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role" "twelve_hours" {
  assume_role_policy   = local.trust
  max_session_duration = 43200
}

resource "terraform_data" "later" {
  input = 3600
}

resource "aws_iam_role" "later" {
  assume_role_policy   = local.trust
  max_session_duration = terraform_data.later.output
}
