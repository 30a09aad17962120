# fails: aws_ecs_task_definition.agent
# unknown: aws_ecs_task_definition.later

resource "aws_ecs_task_definition" "agent" {
  family = "agent"
  container_definitions = jsonencode([
    { name = "app", image = "app:1", memory = 128 },
    { name = "agent", image = "agent:1", memory = 128, privileged = true },
  ])
}

resource "aws_ecr_repository" "app" {
  name = "app"
}

resource "aws_ecs_task_definition" "later" {
  family = "later"
  container_definitions = jsonencode([
    { name = "app", image = "${aws_ecr_repository.app.repository_url}:1", memory = 128 },
  ])
}
