# fails: aws_iam_role.vendor
# fails: aws_iam_role.number
# unknown: aws_iam_role.nowhere
# unknown: aws_iam_role.later

# The boundary shows in which account the role is.
locals {
  boundary = "arn:aws:iam::123456789012:policy/boundary"
}

resource "aws_iam_role" "vendor" {
  permissions_boundary = local.boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::210987654321:root" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role" "number" {
  permissions_boundary = local.boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Principal = { AWS = ["123456789012", "210987654321"] }
      Action    = "sts:AssumeRole"
      Condition = { StringEqualsIfExists = { "sts:ExternalId" = "acme-7f3c" } }
    }
  })
}

resource "aws_iam_role" "nowhere" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "210987654321" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_user" "later" {
  name = "later"
}

resource "aws_iam_role" "later" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = aws_iam_user.later.arn }, Action = "sts:AssumeRole" }]
  })
}
