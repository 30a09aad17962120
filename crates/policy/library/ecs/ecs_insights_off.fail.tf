# fails: aws_ecs_cluster.unset
# fails: aws_ecs_cluster.disabled
# unknown: aws_ecs_cluster.later

resource "aws_ecs_cluster" "unset" {
  name = "unset"
}

resource "aws_ecs_cluster" "disabled" {
  name = "disabled"
  setting {
    name  = "containerInsights"
    value = "disabled"
  }
}

resource "terraform_data" "later" {
  input = "enabled"
}

resource "aws_ecs_cluster" "later" {
  name = "later"
  setting {
    name  = "containerInsights"
    value = terraform_data.later.output
  }
}
