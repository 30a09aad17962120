# fails: aws_ecs_service.public
# unknown: aws_ecs_service.later

resource "aws_subnet" "public" {
  vpc_id     = "vpc-0abc1234"
  cidr_block = "10.0.0.0/24"
}

resource "aws_ecs_service" "public" {
  name            = "public"
  task_definition = "app:1"
  network_configuration {
    subnets          = [aws_subnet.public.id]
    assign_public_ip = true
  }
}

resource "terraform_data" "later" {
  input = true
}

resource "aws_ecs_service" "later" {
  name            = "later"
  task_definition = "app:1"
  network_configuration {
    subnets          = ["subnet-0abc1234"]
    assign_public_ip = terraform_data.later.output
  }
}
