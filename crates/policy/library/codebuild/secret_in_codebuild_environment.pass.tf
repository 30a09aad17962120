resource "aws_sqs_queue" "orders" {}

resource "aws_codebuild_project" "references" {
  name         = "references"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "DEPLOY_TOKEN"
      type  = "SECRETS_MANAGER"
      value = "deploy-token"
    }
    environment_variable {
      name  = "QUEUE"
      value = aws_sqs_queue.orders.url
    }
  }
  source {
    type     = "GITHUB"
    location = "https://github.com/acme/shop.git"
  }
}
