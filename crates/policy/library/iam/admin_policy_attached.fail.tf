# fails: aws_iam_role_policy_attachment.admin
# fails: aws_iam_user_policy_attachment.admin
# fails: aws_iam_group_policy_attachment.admin
# fails: aws_iam_policy_attachment.admin
# fails: aws_iam_role.admin
# unknown: aws_iam_role_policy_attachment.later

resource "aws_iam_role_policy_attachment" "admin" {
  role       = "deploy"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_user_policy_attachment" "admin" {
  user       = "alice"
  policy_arn = "arn:aws-us-gov:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_group_policy_attachment" "admin" {
  group      = "admins"
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_policy_attachment" "admin" {
  name       = "admin"
  roles      = ["deploy"]
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}

resource "aws_iam_role" "admin" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  managed_policy_arns = [
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::aws:policy/AdministratorAccess",
  ]
}

resource "terraform_data" "later" {
  input = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_role_policy_attachment" "later" {
  role       = "deploy"
  policy_arn = terraform_data.later.output
}
