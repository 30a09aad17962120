# fails: aws_codebuild_project.token
# fails: aws_codebuild_project.access_key
# unknown: aws_codebuild_project.later

resource "aws_codebuild_project" "token" {
  name         = "token"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "STAGE"
      value = "prod"
    }
    environment_variable {
      name  = "DEPLOY_TOKEN"
      value = "0123456789abcdef"
    }
  }
  source {
    type     = "GITHUB"
    location = "https://github.com/acme/shop.git"
  }
}

# The example key of AWS's documentation.
resource "aws_codebuild_project" "access_key" {
  name         = "access-key"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "AWS_ACCESS_KEY_ID"
      type  = "PLAINTEXT"
      value = "AKIAIOSFODNN7EXAMPLE"
    }
  }
  source {
    type     = "GITHUB"
    location = "https://github.com/acme/shop.git"
  }
}

resource "terraform_data" "later" {
  input = "later"
}

resource "aws_codebuild_project" "later" {
  name         = "later"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "DEPLOY_PASSWORD"
      value = terraform_data.later.output
    }
  }
  source {
    type     = "GITHUB"
    location = "https://github.com/acme/shop.git"
  }
}
