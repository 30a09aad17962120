resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([
    { name = "unset", image = "app:1", memory = 128 },
    { name = "off", image = "app:1", memory = 128, privileged = false },
  ])
}
