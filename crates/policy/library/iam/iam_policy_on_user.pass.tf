resource "aws_iam_policy_attachment" "groups" {
  name       = "groups"
  groups     = ["readers"]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_iam_policy_attachment" "no_users" {
  name       = "no-users"
  users      = []
  roles      = ["reader"]
  policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
