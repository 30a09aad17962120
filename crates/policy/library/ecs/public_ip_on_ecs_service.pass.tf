resource "aws_subnet" "private" {
  vpc_id     = "vpc-0abc1234"
  cidr_block = "10.0.1.0/24"
}

# Which subnet it is, is known only after apply, and does not matter.
resource "aws_ecs_service" "private" {
  name            = "private"
  task_definition = "app:1"
  network_configuration {
    subnets = [aws_subnet.private.id]
  }
}

resource "aws_ecs_service" "on_bridge" {
  name            = "on-bridge"
  task_definition = "app:1"
}
