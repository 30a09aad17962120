# What the fixtures of policies refer to and do not declare.

resource "terraform_data" "there" {
  input = [
    aws_iam_instance_profile.there.id,
    values(aws_iam_role.there)[*].id,
    values(aws_s3_bucket.there)[*].id,
    values(aws_sns_topic.there)[*].id,
    aws_lambda_function.rotate.id,
  ]
}

resource "aws_s3_bucket" "there" {
  for_each = toset(["acme-builds", "acme-logs", "acme-trail"])
  bucket   = each.key
}

resource "aws_sns_topic" "there" {
  for_each = toset(["orders", "alarms"])
  name     = each.key
}

resource "aws_iam_role" "there" {
  for_each = toset(["orders", "trail", "web", "rotate"])
  name     = each.key
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_iam_instance_profile" "there" {
  name = "web"
  role = aws_iam_role.there["web"].name
}

resource "aws_lambda_function" "rotate" {
  function_name = "rotate"
  role          = aws_iam_role.there["rotate"].arn
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/rotate:1"
}
