resource "aws_iam_group_policy_attachment" "readers" {
  group      = "readers"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy" "shell" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["cloudshell:CreateEnvironment", "cloudshell:CreateSession", "cloudshell:StartEnvironment"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_group_policy_attachment" "shell" {
  group      = "developers"
  policy_arn = aws_iam_policy.shell.arn
}
