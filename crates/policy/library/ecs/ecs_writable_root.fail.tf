# fails: aws_ecs_task_definition.unset
# fails: aws_ecs_task_definition.off
# unknown: aws_ecs_task_definition.later

resource "aws_ecs_task_definition" "unset" {
  family = "unset"
  container_definitions = jsonencode([
    { name = "app", image = "app:1", memory = 128, readonlyRootFilesystem = true },
    { name = "sidecar", image = "sidecar:1", memory = 128 },
  ])
}

resource "aws_ecs_task_definition" "off" {
  family = "off"
  container_definitions = jsonencode([
    { name = "app", image = "app:1", memory = 128, readonlyRootFilesystem = false },
  ])
}

resource "terraform_data" "later" {
  input = "WINDOWS_SERVER_2022_CORE"
}

resource "aws_ecs_task_definition" "later" {
  family = "later"
  container_definitions = jsonencode([
    { name = "app", image = "app:1", memory = 128 },
  ])
  runtime_platform {
    operating_system_family = terraform_data.later.output
  }
}
