# fails: aws_iam_role.anyone
# fails: aws_iam_role.external_id
# fails: aws_iam_role.all_but_one
# unknown: aws_iam_role.later

resource "aws_iam_role" "anyone" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "sts:AssumeRole" }]
  })
}

# Anyone who knows or guesses the text can assume it.
resource "aws_iam_role" "external_id" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Partner"
      Effect    = "Allow"
      Principal = { AWS = ["*"] }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "sts:ExternalId" = "acme" } }
    }]
  })
}

resource "aws_iam_role" "all_but_one" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = { Effect = "Allow", NotPrincipal = { AWS = "123456789012" }, Action = "sts:AssumeRole" }
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
