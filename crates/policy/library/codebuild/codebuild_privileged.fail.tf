# fails: aws_codebuild_project.privileged
# unknown: aws_codebuild_project.later

resource "aws_codebuild_project" "privileged" {
  name         = "privileged"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/standard:7.0"
    type            = "LINUX_CONTAINER"
    privileged_mode = true
  }
  source {
    type     = "GITHUB"
    location = "https://github.com/acme/shop.git"
  }
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_codebuild_project" "later" {
  name         = "later"
  service_role = "arn:aws:iam::123456789012:role/build"
  artifacts {
    type = "NO_ARTIFACTS"
  }
  environment {
    compute_type    = "BUILD_GENERAL1_SMALL"
    image           = "aws/codebuild/standard:7.0"
    type            = "LINUX_CONTAINER"
    privileged_mode = terraform_data.later.output
  }
  source {
    type     = "GITHUB"
    location = "https://github.com/acme/shop.git"
  }
}
