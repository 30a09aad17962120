# fails: aws_iam_policy.attach
# fails: aws_iam_policy.iam
# fails: aws_iam_role_policy.pass_and_run
# fails: aws_iam_user_policy.keys
# unknown: aws_iam_group_policy.later

resource "aws_iam_policy" "attach" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:Attach*Policy", "iam:Get*"], Resource = ["*"] }]
  })
}

resource "aws_iam_policy" "iam" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "IAM:*"
      Resource  = "*"
      Condition = { Bool = { "aws:MultiFactorAuthPresent" = "true" } }
    }
  })
}

resource "aws_iam_role_policy" "pass_and_run" {
  role = "deploy"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:PassRole", Resource = "*" },
      { Effect = "Allow", Action = "lambda:*", Resource = "arn:aws:lambda:eu-west-1:123456789012:function:*" },
    ]
  })
}

resource "aws_iam_user_policy" "keys" {
  user = "alice"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "Keys", Effect = "Allow", Action = "iam:createaccesskey", Resource = "*" }]
  })
}

resource "aws_iam_role" "app" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_group_policy" "later" {
  group = "deployers"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.app.arn }]
  })
}
