resource "aws_iam_access_key" "retired" {
  user   = "ci"
  status = "Inactive"
}
