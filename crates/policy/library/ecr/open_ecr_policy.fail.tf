# fails: aws_ecr_repository_policy.everyone
# unknown: aws_ecr_repository_policy.later

resource "aws_ecr_repository_policy" "everyone" {
  repository = "everyone"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "ecr:BatchGetImage" }]
  })
}

resource "aws_iam_role" "puller" {
  name               = "puller"
  assume_role_policy = "{}"
}

resource "aws_ecr_repository_policy" "later" {
  repository = "later"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_role.puller.arn }, Action = "ecr:BatchGetImage" }]
  })
}
