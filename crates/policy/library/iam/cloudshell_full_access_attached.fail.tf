# fails: aws_iam_role_policy_attachment.shell
# fails: aws_iam_group_policy_attachment.shell
# fails: aws_iam_role.shell
# unknown: aws_iam_user_policy_attachment.later

resource "aws_iam_role_policy_attachment" "shell" {
  role       = "developer"
  policy_arn = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
}

resource "aws_iam_group_policy_attachment" "shell" {
  group      = "developers"
  policy_arn = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
}

resource "aws_iam_role" "shell" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "123456789012" }, Action = "sts:AssumeRole" }]
  })
  managed_policy_arns = ["arn:aws:iam::aws:policy/AWSCloudShellFullAccess"]
}

resource "terraform_data" "later" {
  input = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_user_policy_attachment" "later" {
  user       = "alice"
  policy_arn = terraform_data.later.output
}
