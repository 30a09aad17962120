# fails: aws_iam_user_policy.inline
# fails: aws_iam_user_policy_attachment.attached
# fails: aws_iam_policy_attachment.several
# unknown: aws_iam_policy_attachment.later

resource "aws_iam_user_policy" "inline" {
  user = "alice"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::acme-data/*" }]
  })
}

resource "aws_iam_user_policy_attachment" "attached" {
  user       = "alice"
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy_attachment" "several" {
  name       = "several"
  users      = ["alice", "bob"]
  groups     = ["readers"]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "terraform_data" "later" {
  input = ["alice"]
}

resource "aws_iam_policy_attachment" "later" {
  name       = "later"
  users      = terraform_data.later.output
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
